import { untrack } from 'svelte';
import type { Bed } from './board';

/** How long a changed bed stays marked, in milliseconds: long enough for an eye that was elsewhere. */
const markedMs = 4000;

/** Two boards that differ in these show something different. */
const signature = (bed: Bed) =>
	[
		bed.state,
		bed.since,
		bed.admission_id,
		bed.patient_id,
		bed.task_status,
		bed.note,
		bed.reservation_id,
		bed.isolation,
		bed.on_leave_since,
		bed.news2_score,
		bed.alert_level
	].join('|');

/** Tells which beds of a live board have just changed, so that it can mark them. */
export class ChangedBeds {
	#recent = $state.raw<readonly string[]>([]);
	/** By id, as they were shown last. */
	#known: Readonly<Record<string, Bed>> = {};
	#ward: string | null = null;
	#timers: ReturnType<typeof setTimeout>[] = [];

	has(bedId: string): boolean {
		return this.#recent.includes(bedId);
	}

	/** Compares the board with the one seen before. Another ward starts afresh: nothing on it is news. */
	note(ward: string, beds: readonly Bed[]): void {
		const known = this.#known;
		const same = ward === this.#ward;
		const differs = (bed: Bed) => {
			const before = known[bed.bed_id];
			// A bed that has not changed is mostly the same object: see `SteadyBeds`.
			return before !== bed && (!before || signature(before) !== signature(bed));
		};
		const changed = same ? beds.filter(differs).map(({ bed_id }) => bed_id) : [];
		this.#ward = ward;
		this.#known = Object.fromEntries(beds.map((bed) => [bed.bed_id, bed]));
		const marked = same ? untrack(() => this.#recent) : [];
		if (same && changed.length === 0) return;

		this.#recent = [...marked, ...changed];
		this.#timers.push(
			setTimeout(() => {
				this.#recent = this.#recent.filter((id) => !changed.includes(id));
			}, markedMs)
		);
	}

	/** For when the board goes away. */
	forget(): void {
		for (const timer of this.#timers) clearTimeout(timer);
		this.#timers = [];
	}
}
