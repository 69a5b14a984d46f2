import { bedStates, type BedState } from './states';

/** A bed and what keeps it from being used or who lies in it; see `bed_board` in the database. */
export interface Bed {
	bed_id: string;
	bed_label: string;
	bed_kind: string;
	room_id: string;
	room_name: string;
	ward_id: string;
	ward_code: string;
	ward_name: string;
	state: BedState;
	/** When the state began; null for a bed that is free. */
	since: string | null;
	/** Why a bed is closed, in somebody's words. */
	note: string | null;
	task_id: string | null;
	task_status: string | null;
	admission_id: string | null;
	/** This and what follows is null where the reader may not know who lies there. */
	patient_id: string | null;
	patient_name: string | null;
	patient_mrn: string | null;
	patient_sex: string | null;
	patient_birth_date: string | null;
	attending_name: string | null;
	reason: string | null;
	admitted_at: string | null;
	/** A bare date. */
	expected_discharge_on: string | null;
	private: boolean | null;
}

/** A bed as a list to choose from names it. */
export type BedPlace = Pick<
	Bed,
	'bed_id' | 'bed_label' | 'ward_id' | 'ward_name' | 'admission_id' | 'patient_name'
>;

export interface BoardFilter {
	state: BedState | null;
	/** Words that must all be found in the bed, its room, its patient or their doctor. */
	text: string;
}

/** Case and accents do not matter to whoever types: "jose" finds "José". */
const plain = (text: string) =>
	text
		.normalize('NFD')
		.replace(/\p{Diacritic}/gu, '')
		.toLowerCase();

export function filterBeds(beds: readonly Bed[], { state, text }: BoardFilter): Bed[] {
	const words = plain(text).split(/\s+/).filter(Boolean);
	return beds.filter((bed) => {
		if (state && bed.state !== state) return false;
		if (words.length === 0) return true;
		const haystack = plain(
			[
				bed.bed_label,
				bed.room_name,
				bed.patient_name,
				bed.patient_mrn,
				bed.attending_name,
				bed.reason,
				bed.note
			].join(' ')
		);
		return words.every((word) => haystack.includes(word));
	});
}

export interface Room {
	id: string;
	name: string;
	beds: Bed[];
}

/** Beds by room, both in the order the database gives them: the order in which one walks past. */
export function roomsOf(beds: readonly Bed[]): Room[] {
	const rooms = new Map<string, Room>();
	for (const bed of beds) {
		const room = rooms.get(bed.room_id) ?? { id: bed.room_id, name: bed.room_name, beds: [] };
		rooms.set(bed.room_id, room);
		room.beds.push(bed);
	}
	return [...rooms.values()];
}

/** Beds to choose from, by ward; the ward one works on comes first. */
export function placesByWard(
	places: readonly BedPlace[],
	firstWardId: string
): { id: string; name: string; beds: BedPlace[] }[] {
	const wards = new Map<string, { id: string; name: string; beds: BedPlace[] }>();
	for (const place of places) {
		const ward = wards.get(place.ward_id) ?? {
			id: place.ward_id,
			name: place.ward_name,
			beds: []
		};
		wards.set(ward.id, ward);
		ward.beds.push(place);
	}
	return [...wards.values()].sort(
		(a, b) => Number(b.id === firstWardId) - Number(a.id === firstWardId)
	);
}

export type StateCounts = Record<BedState, number>;

export function countStates(beds: readonly Bed[]): StateCounts {
	const counts = Object.fromEntries(bedStates.map((state) => [state, 0])) as StateCounts;
	for (const bed of beds) counts[bed.state] += 1;
	return counts;
}

/** Where a card lies on the screen, in pixels. */
export interface Place {
	left: number;
	top: number;
	width: number;
}

/**
 * The card an arrow key leads to from the card at `index`: the next or previous one, or the nearest
 * one in the closest row above or below. Stays where it is at the edge; null for other keys.
 */
export function cardAt(places: readonly Place[], index: number, key: string): number | null {
	const last = places.length - 1;
	const from = places[index];
	if (!from) return null;
	switch (key) {
		case 'ArrowRight':
			return Math.min(index + 1, last);
		case 'ArrowLeft':
			return Math.max(index - 1, 0);
		case 'Home':
			return 0;
		case 'End':
			return last;
		case 'ArrowDown':
		case 'ArrowUp': {
			const down = key === 'ArrowDown';
			const beyond = places.filter(({ top }) => (down ? top > from.top + 1 : top < from.top - 1));
			if (beyond.length === 0) return index;
			const tops = beyond.map(({ top }) => top);
			const row = down ? Math.min(...tops) : Math.max(...tops);
			const middle = ({ left, width }: Place) => left + width / 2;
			const nearest = beyond
				.filter(({ top }) => Math.abs(top - row) <= 1)
				.reduce((best, place) =>
					Math.abs(middle(place) - middle(from)) < Math.abs(middle(best) - middle(from))
						? place
						: best
				);
			return places.indexOf(nearest);
		}
		default:
			return null;
	}
}
