import { untrack } from 'svelte';

/** How long a changed row stays marked, in milliseconds: long enough for an eye that was elsewhere. */
const markedMs = 6000;

/** Tells which rows of a live list have just appeared or changed, so that the list can mark them. */
export class RecentChanges {
	#recent = $state.raw<readonly string[]>([]);
	#versions: Record<string, string> = {};
	#list: string | null = null;

	has(id: string): boolean {
		return this.#recent.includes(id);
	}

	/**
	 * Compares the rows with those seen before. A different `list` (another day, another filter) starts
	 * afresh: nothing in it is news. Returns how to forget the marks, so that an `$effect` can return it.
	 */
	note(list: string, rows: readonly { id: string; updated_at: string }[]): () => void {
		const known = this.#versions;
		const changed =
			list === this.#list
				? rows.filter(({ id, updated_at }) => known[id] !== updated_at).map(({ id }) => id)
				: [];
		const marked = list === this.#list ? untrack(() => this.#recent) : [];
		this.#list = list;
		this.#versions = Object.fromEntries(rows.map(({ id, updated_at }) => [id, updated_at]));
		this.#recent = [...marked, ...changed];
		const timer = setTimeout(() => (this.#recent = []), markedMs);
		return () => clearTimeout(timer);
	}
}
