import type { HistoryLine, HistoryPage } from './line';

/** What is of one day. */
interface Day {
	day: string;
	rows: HistoryLine[];
}

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
	// eslint-disable-next-line svelte/prefer-svelte-reactivity -- what was derived before, for nobody to follow
	readonly #days = new Map<string, Day>();
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
	/**
	 * Day by day. One that is as it was stays the same object, so that of hundreds on the screen only those are drawn anew
	 * that a page has added to.
	 */
	days = $derived.by(() => {
		const days: Day[] = [];
		for (const line of this.rows) {
			const last = days.at(-1);
			if (last?.day === line.day) last.rows.push(line);
			else days.push({ day: line.day, rows: [line] });
		}
		return days.map((made) => {
			const before = this.#days.get(made.day);
			const same =
				before?.rows.length === made.rows.length &&
				before.rows.every((line, at) => line === made.rows[at]);
			if (same) return before;
			this.#days.set(made.day, made);
			return made;
		});
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
