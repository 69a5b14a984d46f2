import { untrack } from 'svelte';
import type { Bed } from './board';

/** How long a changed bed stays marked, in milliseconds: long enough for an eye that was elsewhere. */
const markedMs = 4000;

/** Two boards that differ in these show something different. */
const signature = (bed: Bed) =>
	[bed.state, bed.since, bed.admission_id, bed.patient_id, bed.task_status, bed.note].join('|');

/** Tells which beds of a live board have just changed, so that it can mark them. */
export class ChangedBeds {
	#recent = $state.raw<ReadonlySet<string>>(new Set());
	#known = new Map<string, string>();
	#ward: string | null = null;
	#timers = new Set<ReturnType<typeof setTimeout>>();

	has(bedId: string): boolean {
		return this.#recent.has(bedId);
	}

	/** Compares the board with the one seen before. Another ward starts afresh: nothing on it is news. */
	note(ward: string, beds: readonly Bed[]): void {
		const seen = new Map(beds.map((bed) => [bed.bed_id, signature(bed)]));
		const changed =
			ward === this.#ward
				? [...seen].filter(([id, now]) => this.#known.get(id) !== now).map(([id]) => id)
				: [];
		this.#known = seen;
		if (ward !== this.#ward) {
			this.#ward = ward;
			this.#recent = new Set();
		}
		if (changed.length === 0) return;

		this.#recent = new Set([...untrack(() => this.#recent), ...changed]);
		const timer = setTimeout(() => {
			this.#timers.delete(timer);
			this.#recent = new Set([...this.#recent].filter((id) => !changed.includes(id)));
		}, markedMs);
		this.#timers.add(timer);
	}

	/** For when the board goes away. */
	forget(): void {
		for (const timer of this.#timers) clearTimeout(timer);
		this.#timers.clear();
	}
}
