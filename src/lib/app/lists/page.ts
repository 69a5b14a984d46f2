/** Lists in pages with numbers: for what is counted, and read in an order that has no instant. */
export interface Page<Row> {
	rows: Row[];
	/** All rows there are, of which this page shows some. */
	total: number;
	/** From 1. */
	page: number;
	pages: number;
}

/** A page number from an address; anything that is not one is the first page. */
export function pageNumber(text: string | null): number {
	const page = Number(text);
	// PostgREST reads offsets as 32-bit numbers; no list has that many pages.
	return Number.isInteger(page) && page > 0 && page < 1_000_000 ? page : 1;
}

interface Counted<Row> {
	range(from: number, to: number): this;
	throwOnError(): PromiseLike<{ data: Row[]; count: number | null }>;
}

/* What PostgREST answers (with status 416) when a page begins after the last row. */
const pastTheEnd = 'PGRST103';

const isPastTheEnd = (error: unknown) =>
	error instanceof Error && 'code' in error && error.code === pastTheEnd;

/** What a list reads of its page: null when the page begins after the last row. */
type Read<Row> = (page: number) => Promise<{ rows: Row[]; total: number } | null>;

/** One page of a list; past the end (an old link, a list that has become shorter) it is the last page there is. */
export async function pageFrom<Row>(
	read: Read<Row>,
	{ page, size }: { page: number; size: number }
): Promise<Page<Row>> {
	const pageOf = async (number: number) => {
		const found = await read(number);
		return found && { ...found, page: number, pages: Math.max(1, Math.ceil(found.total / size)) };
	};
	const asked = await pageOf(page);
	if (asked) return asked;
	const first = await pageOf(1);
	const last = first && first.pages > 1 ? await pageOf(first.pages) : first;
	return last ?? first ?? { rows: [], total: 0, page: 1, pages: 1 };
}

/** One page of a query that counts (`count: 'exact'`) and says its order. */
export const paged = <Row>(
	query: Counted<Row>,
	asked: { page: number; size: number }
): Promise<Page<Row>> =>
	pageFrom(async (page) => {
		const from = (page - 1) * asked.size;
		try {
			const { data, count } = await query.range(from, from + asked.size - 1).throwOnError();
			return { rows: data, total: count ?? data.length };
		} catch (error) {
			if (isPastTheEnd(error)) return null;
			throw error;
		}
	}, asked);

/** The same page with its rows as a room knows them. */
export const mapRows = <Row, Shown, List extends { rows: Row[] }>(
	list: List & { rows: Row[] },
	shown: (row: Row) => Shown
): Omit<List, 'rows'> & { rows: Shown[] } => ({ ...list, rows: list.rows.map(shown) });
