import { wardsOf, type Bed, type WardOfBeds } from './board';

/** Two rows that say the same of a bed. */
function same(one: Bed, other: Bed): boolean {
	for (const key of Object.keys(other) as (keyof Bed)[]) {
		const [value, known] = [other[key], one[key]];
		if (value === known) continue;
		// Lists: what a bed is equipped with, what a patient needs, marks.
		if (Array.isArray(value) && JSON.stringify(value) === JSON.stringify(known)) continue;
		return false;
	}
	return true;
}

/**
 * Gives beds that have not changed as the objects they were the last time, so that of a thousand cards on
 * the screen those are drawn again whose bed has changed.
 */
export class SteadyBeds {
	#known = new Map<string, Bed>();

	keep(beds: readonly Bed[]): Bed[] {
		const kept = beds.map((bed) => {
			const known = this.#known.get(bed.bed_id);
			return known && same(known, bed) ? known : bed;
		});
		this.#known = new Map(kept.map((bed) => [bed.bed_id, bed]));
		return kept;
	}
}

/** Gives wards none of whose beds has changed as the objects they were, so that their boards stay untouched. */
export class SteadyWards {
	#known = new Map<string, WardOfBeds>();

	keep(beds: readonly Bed[]): WardOfBeds[] {
		const kept = wardsOf(beds).map((ward) => {
			const known = this.#known.get(ward.id);
			const untouched =
				known?.beds.length === ward.beds.length &&
				known.beds.every((bed, index) => bed === ward.beds[index]);
			return untouched ? known : ward;
		});
		this.#known = new Map(kept.map((ward) => [ward.id, ward]));
		return kept;
	}
}
