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

/**
 * One page of a query that counts (`count: 'exact'`) and says its order. Past the end (an old link, a list that has
 * become shorter) it is the last page there is.
 */
export async function paged<Row>(
	query: Counted<Row>,
	{ page, size }: { page: number; size: number }
): Promise<Page<Row>> {
	const read = async (number: number) => {
		const { data, count } = await query
			.range((number - 1) * size, number * size - 1)
			.throwOnError();
		const total = count ?? data.length;
		return { rows: data, total, page: number, pages: Math.max(1, Math.ceil(total / size)) };
	};
	try {
		return await read(page);
	} catch (error) {
		if (page === 1 || !isPastTheEnd(error)) throw error;
	}
	const first = await read(1);
	return first.pages === 1 ? first : read(first.pages);
}

/** The same page with its rows as a room knows them. */
export const mapPage = <Row, Shown>(
	{ rows, ...page }: Page<Row>,
	shown: (row: Row) => Shown
): Page<Shown> => ({ ...page, rows: rows.map(shown) });
