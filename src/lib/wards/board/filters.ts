import { holds } from '$lib/app/lists/plain';
import { calledOn, type Bed } from './board';
import { bedStates, type BedState } from './states';

/** A score from which the care team is alerted. */
const alarming = 5;

/** What is asked of the board; kept in the address. */
export interface BoardFilter {
	state: BedState | null;
	isolation: boolean;
	news: boolean;
	leaving: boolean;
	/** Name of the attending doctor. */
	doctor: string | null;
	feature: string | null;
	/** Words that must all be found in the bed, its room, its patient or their doctor. */
	text: string;
}

/** The filter an address asks for. */
export function filterOf(query: URLSearchParams): BoardFilter {
	return {
		state: bedStates.find((state) => state === query.get('state')) ?? null,
		isolation: query.get('isolation') === 'yes',
		news: query.get('news') === 'high',
		leaving: query.get('leaving') === 'today',
		doctor: query.get('doctor') || null,
		feature: query.get('feature') || null,
		text: query.get('q') ?? ''
	};
}

/** Takes every filter out of an address. */
export const noFilter: Record<string, null> = {
	state: null,
	isolation: null,
	news: null,
	leaving: null,
	doctor: null,
	feature: null,
	q: null
};

/* Who was to leave yesterday and is still here leaves today, if anybody asks. */
const leaves = (bed: Bed, today: string) =>
	bed.expected_discharge_on !== null && bed.expected_discharge_on <= today;
const alarms = (bed: Bed) => (bed.news2_score ?? 0) >= alarming;

/** The beds that are asked for; `today` is the day it is in the hospital. */
export function filterBeds(beds: readonly Bed[], filter: BoardFilter, today: string): Bed[] {
	return beds.filter((bed) => {
		if (filter.state && bed.state !== filter.state) return false;
		if (filter.isolation && !bed.isolation) return false;
		if (filter.news && !alarms(bed)) return false;
		if (filter.leaving && !leaves(bed, today)) return false;
		if (filter.doctor && bed.attending_name !== filter.doctor) return false;
		if (filter.feature && !bed.bed_features.includes(filter.feature)) return false;
		if (filter.text.trim() === '') return true;
		const texts = [
			bed.bed_label,
			bed.room_name,
			calledOn(bed),
			bed.patient_mrn,
			bed.attending_name,
			bed.nurse_name,
			bed.reason,
			bed.reserved_for,
			bed.note
		];
		return holds(texts, filter.text);
	});
}

export interface FilterCounts {
	states: Record<BedState, number>;
	isolation: number;
	news: number;
	leaving: number;
}

/** How many beds of the board each filter by itself would show. */
export function countBeds(beds: readonly Bed[], today: string): FilterCounts {
	const counts: FilterCounts = {
		states: Object.fromEntries(bedStates.map((state) => [state, 0])) as Record<BedState, number>,
		isolation: 0,
		news: 0,
		leaving: 0
	};
	for (const bed of beds) {
		counts.states[bed.state] += 1;
		if (bed.isolation) counts.isolation += 1;
		if (alarms(bed)) counts.news += 1;
		if (leaves(bed, today)) counts.leaving += 1;
	}
	return counts;
}

/** Whom and what one can ask for on this board, each once. */
export function choicesOn(beds: readonly Bed[]): { doctors: string[]; features: string[] } {
	const doctors = new Set(beds.flatMap(({ attending_name: name }) => name ?? []));
	const features = new Set(beds.flatMap(({ bed_features }) => bed_features));
	return {
		doctors: [...doctors].sort((one, other) => one.localeCompare(other)),
		features: [...features].sort()
	};
}
