import type { TimedMark } from './timed-marks';
import { placeOf, type Rect } from './plan';
import type { BedState } from './states';

/** A bed and what keeps it from being used or who lies in it; see `bed_board` in the database. */
export interface Bed {
	bed_id: string;
	bed_label: string;
	bed_kind: string;
	/** What it is equipped with; see `features.ts`. */
	bed_features: string[];
	room_id: string;
	room_name: string;
	/** Whom the room takes: any, same, female, male. */
	gender_rule: string;
	/** Where the room is on the ward's floor plan, in squares; all null until it is drawn. */
	plan_x: number | null;
	plan_y: number | null;
	plan_width: number | null;
	plan_height: number | null;
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
	/** Of who the bed is kept for, also while it is still being cleaned. */
	reservation_id: string | null;
	reserved_until: string | null;
	/** A name, or initials; null where the reader may not know. */
	reserved_for: string | null;
	admission_id: string | null;
	/** This and what follows is null where the reader may not know who lies there. */
	patient_id: string | null;
	patient_name: string | null;
	/** For who looks after beds and does not read names. */
	patient_initials: string | null;
	patient_mrn: string | null;
	patient_sex: string | null;
	patient_birth_date: string | null;
	attending_name: string | null;
	nurse_name: string | null;
	reason: string | null;
	admitted_at: string | null;
	/** A bare date. */
	expected_discharge_on: string | null;
	private: boolean | null;
	isolation: string | null;
	/** Since when somebody is away for a while, with the bed kept, and when they are expected back. */
	on_leave_since: string | null;
	on_leave_until: string | null;
	/** How many newborns lie with their mother. */
	newborns: number | null;
	/** This and what follows is for the care team: how many allergies are known, the newest score. */
	allergies: number | null;
	/** Whether somebody asked and there are none. */
	allergies_denied: boolean | null;
	/** What other rooms know of who lies here. */
	marks?: readonly TimedMark[];
	news2_score: number | null;
	news2_risk: string | null;
	/** The gravest alert nobody has answered: urgent or emergency. */
	alert_level: string | null;
}

/** What a bed's patient is called where the reader may know it at all. */
export const calledOn = (bed: Pick<Bed, 'patient_name' | 'patient_initials'>): string | null =>
	bed.patient_name ?? bed.patient_initials;

/** A bed as a list to choose from names it. */
export type BedPlace = Pick<
	Bed,
	'bed_id' | 'bed_label' | 'ward_id' | 'ward_name' | 'admission_id' | 'patient_name'
>;

export interface Room {
	id: string;
	name: string;
	genderRule: string;
	/** Its place on the floor plan; null until it is drawn. */
	place: Rect | null;
	beds: Bed[];
}

/** Beds by room, both in the order the database gives them: the order in which one walks past. */
export function roomsOf(beds: readonly Bed[]): Room[] {
	const rooms = new Map<string, Room>();
	for (const bed of beds) {
		const { room_id: id, room_name: name, gender_rule: genderRule } = bed;
		const room = rooms.get(id) ?? { id, name, genderRule, place: placeOf(bed), beds: [] };
		rooms.set(id, room);
		room.beds.push(bed);
	}
	return [...rooms.values()];
}

export interface WardOfBeds {
	id: string;
	name: string;
	beds: Bed[];
}

/** Beds by ward, in the order given. */
export function wardsOf(beds: readonly Bed[]): WardOfBeds[] {
	const wards = new Map<string, WardOfBeds>();
	for (const bed of beds) {
		const ward = wards.get(bed.ward_id) ?? { id: bed.ward_id, name: bed.ward_name, beds: [] };
		wards.set(ward.id, ward);
		ward.beds.push(bed);
	}
	return [...wards.values()];
}

/** Each name once. */
export const union = (names: readonly string[], more: readonly string[]): string[] => [
	...new Set([...names, ...more])
];

/** The board with some wards read anew, each in the place where it was; one with no bed so far comes last. */
export function withWards(beds: readonly Bed[], wardIds: string[], boards: Bed[][]): Bed[] {
	const fresh = new Map(wardIds.map((id, index) => [id, boards[index] ?? []]));
	const merged: Bed[] = [];
	for (const bed of beds) {
		if (!wardIds.includes(bed.ward_id)) merged.push(bed);
		merged.push(...(fresh.get(bed.ward_id) ?? []));
		fresh.delete(bed.ward_id);
	}
	return [...merged, ...[...fresh.values()].flat()];
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

/** Where a card lies on the screen, in pixels. */
export interface Place {
	left: number;
	top: number;
	width: number;
}

/**
 * The card an arrow key leads to from the card at `index`: the next or previous one, or the nearest
 * one in the closest row above or below. Stays where it is at the edge; null for other keys. `look` is
 * asked only where it matters how the cards lie: measuring a thousand takes a while.
 */
export function cardAt(
	look: () => readonly Place[],
	count: number,
	index: number,
	key: string
): number | null {
	const last = count - 1;
	if (index < 0 || index > last) return null;
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
		case 'ArrowUp':
			return beside(look(), index, key === 'ArrowDown');
		default:
			return null;
	}
}

function beside(places: readonly Place[], index: number, down: boolean): number {
	const from = places[index];
	if (!from) return index;
	const beyond = places.filter(({ top }) => (down ? top > from.top + 1 : top < from.top - 1));
	if (beyond.length === 0) return index;
	const tops = beyond.map(({ top }) => top);
	const row = down ? Math.min(...tops) : Math.max(...tops);
	const middle = ({ left, width }: Place) => left + width / 2;
	const nearest = beyond
		.filter(({ top }) => Math.abs(top - row) <= 1)
		.reduce((best, place) =>
			Math.abs(middle(place) - middle(from)) < Math.abs(middle(best) - middle(from)) ? place : best
		);
	return places.indexOf(nearest);
}
