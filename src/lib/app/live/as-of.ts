/**
 * As of when a page's data was read, so that following can begin where reading ended: what was announced in
 * between is told again on joining, and nothing is read twice just to be sure.
 *
 * `current_access()`, which every request asks first, answers with the database's clock and with which
 * transactions it saw. All reads of the request come later, so they saw at least those; and every
 * announcement bears its transaction (`private.announce`). So of each announcement it can be said exactly
 * whether the page knows it already.
 */
export interface AsOf {
	/** The database's clock, in milliseconds since 1970. */
	readonly at: number;
	/** This browser's clock (`performance.now`) when the data was asked for. */
	readonly asked: number;
	/** Whether what this transaction did was there to be read; false also for what bears none. */
	saw(transaction: unknown): boolean;
}

/** The header of page data, and `data-as-of` of the page itself. */
export const asOfHeader = 'lantern-as-of';

/** As the server writes it: `<milliseconds> <xmin>:<xmax>:<xip,…>`, the latter as `pg_current_snapshot()` gives it. */
const written = /^(\d+) (\d+):(\d+):((?:\d+(?:,\d+)*)?)$/;

export function readAsOf(text: string | null | undefined, asked: number): AsOf | null {
	const [, at, xmin, xmax, running] = written.exec(text ?? '') ?? [];
	if (at === undefined || running === undefined) return null;
	const inProgress = running.split(',');
	return {
		at: Number(at),
		asked,
		saw(transaction) {
			if (typeof transaction !== 'string' || !/^\d+$/.test(transaction)) return false;
			const id = Number(transaction);
			if (id < Number(xmin)) return true;
			return id < Number(xmax) && !inProgress.includes(transaction);
		}
	};
}

const suffix = '/__data.json';
const kitsOwn = ['x-sveltekit-invalidated', 'x-sveltekit-trailing-slash'];

/** How many pages are remembered: the one that is open, and what was fetched ahead. */
const remembered = 20;

/** By path and query of the page. */
const pages = new Map<string, AsOf | null>();

const nameOf = ({ pathname, search }: Pick<URL, 'pathname' | 'search'>): string =>
	pathname + search;

/** Which page an address of page data belongs to. */
function pageOf(address: URL): string {
	const page = new URL(address);
	page.pathname = page.pathname.endsWith(suffix)
		? page.pathname.slice(0, -suffix.length) || '/'
		: page.pathname;
	for (const name of kitsOwn) page.searchParams.delete(name);
	return nameOf(page);
}

/** Notes as of when the page that came as a whole is. */
export function noteFirstRead(): void {
	pages.set(nameOf(location), readAsOf(document.documentElement.dataset.asOf, 0));
}

/**
 * Notes as of when a page's data is. Of the page that is open the first reading counts: a later one may have
 * read only part of it, and what is too old merely tells some announcements again.
 */
export function notePageRead(address: URL, text: string | null | undefined, asked: number): void {
	const page = pageOf(address);
	if (page === nameOf(location) && pages.has(page)) return;
	pages.delete(page);
	pages.set(page, readAsOf(text, asked));
	for (const [oldest] of pages) {
		if (pages.size <= remembered) break;
		if (oldest !== nameOf(location)) pages.delete(oldest);
	}
}

/** As of when the data of a page is; null when that was not said, so that it has to be read again once followed. */
export const asOfPage = (url: Pick<URL, 'pathname' | 'search'>): AsOf | null =>
	pages.get(nameOf(url)) ?? null;
