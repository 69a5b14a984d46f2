import { untrack } from 'svelte';

/** How long a changed row stays marked, in milliseconds: long enough to be found by an eye that was elsewhere. */
const markedMs = 6000;

/** Tells which rows of a live list have just appeared or changed, so that the list can mark them. */
export class RecentChanges {
	#recent = $state.raw<ReadonlySet<string>>(new Set());
	#versions = new Map<string, string>();
	#list: string | null = null;

	has(id: string): boolean {
		return this.#recent.has(id);
	}

	/**
	 * Compares the rows with those seen before. A different `list` (another day, another filter) starts
	 * afresh: nothing in it is news. Returns how to forget the marks, so that an `$effect` can return it.
	 */
	note(list: string, rows: readonly { id: string; updated_at: string }[]): () => void {
		const same = list === this.#list;
		const changed = same
			? rows.filter(({ id, updated_at }) => this.#versions.get(id) !== updated_at)
			: [];
		this.#list = list;
		this.#versions = new Map(rows.map(({ id, updated_at }) => [id, updated_at]));
		if (!same) this.#recent = new Set();
		else if (changed.length > 0) {
			const before = untrack(() => this.#recent);
			this.#recent = new Set([...before, ...changed.map(({ id }) => id)]);
		}
		const timer = setTimeout(() => (this.#recent = new Set()), markedMs);
		return () => clearTimeout(timer);
	}
}
