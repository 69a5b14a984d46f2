import type { HistoryLine, HistoryPage } from './line';

/**
 * The entries of a history that are on the screen: the first page as the server has it now, and what was read on below
 * it. News at the top moves nobody who reads further down.
 */
export class Pages {
	readonly #first: () => HistoryPage;
	readonly #read: (older: string) => Promise<HistoryPage>;
	/** Everything that was on show when the last page came. */
	#seen = $state.raw<readonly HistoryLine[]>([]);
	/** Where that ended; undefined before a second page. */
	#end = $state.raw<string | null | undefined>(undefined);
	#state = $state.raw<'ready' | 'loading' | 'failed'>('ready');

	constructor(first: () => HistoryPage, read: (older: string) => Promise<HistoryPage>) {
		this.#first = first;
		this.#read = read;
	}

	rows = $derived.by(() => {
		const { rows } = this.#first();
		const last = rows.at(-1);
		if (!last) return rows;
		const below = (entry: HistoryLine) =>
			Date.parse(entry.at) <= Date.parse(last.at) && !rows.some(({ key }) => key === entry.key);
		return [...rows, ...this.#seen.filter(below)];
	});
	older = $derived.by(() => (this.#end === undefined ? this.#first().older : this.#end));

	get state() {
		return this.#state;
	}

	/** Reads the next page, once at a time. */
	next = async (): Promise<void> => {
		if (!this.older || this.#state === 'loading') return;
		this.#state = 'loading';
		try {
			const page = await this.#read(this.older);
			this.#seen = [...this.rows, ...page.rows];
			this.#end = page.older;
			this.#state = 'ready';
		} catch {
			this.#state = 'failed';
		}
	};
}
