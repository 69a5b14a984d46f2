import { parseDay } from '../time/days';

/**
 * Lists in pages by key, newest first: leafing through a million rows costs the same on every page. A key is an
 * instant and, because one statement may write many rows at one instant, the row's id.
 */
export interface Cursor {
	at: string;
	id: string;
}

/** Where a page begins: with what is older, or newer, than a row. */
export interface Start extends Cursor {
	towards: 'older' | 'newer';
}

/** A page, with the places its neighbours begin at; null: there is none. */
export interface Stretch<Row> {
	rows: Row[];
	older: string | null;
	newer: string | null;
}

// An instant stays as the database wrote it: a Date would lose its microseconds, and with them rows.
const form =
	/^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:[+-](?:0\d|1[0-4]):[0-5]\d|Z))~([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/i;

/** A place in a list as part of an address. */
export const writeCursor = ({ at, id }: Cursor): string => `${at}~${id}`;

/** The place an address names; null for anything that is none. */
export function readCursor(text: string | null): Cursor | null {
	const [, at, id] = form.exec(text ?? '') ?? [];
	const known = at && id && parseDay(at.slice(0, 10)) && !Number.isNaN(Date.parse(at));
	return known ? { at, id } : null;
}

/** Where the page of an address begins (`?older=…` or `?newer=…`); null: with the newest. */
export function startOf(query: URLSearchParams): Start | null {
	for (const towards of ['older', 'newer'] as const) {
		const cursor = readCursor(query.get(towards));
		if (cursor) return { towards, ...cursor };
	}
	return null;
}

interface Keyed<Row> {
	lte(column: string, value: string): this;
	gte(column: string, value: string): this;
	or(conditions: string): this;
	order(column: string, options: { ascending: boolean }): this;
	limit(count: number): this;
	throwOnError(): PromiseLike<{ data: Row[] }>;
}

/** The page of a query that begins at `start`, by the instant in `column`. */
export async function stretch<Column extends string, Row extends Record<Column | 'id', string>>(
	query: Keyed<Row>,
	column: Column,
	{ start, size }: { start: Start | null; size: number }
): Promise<Stretch<Row>> {
	const back = start?.towards === 'newer';
	let asked = query;
	if (start) {
		const { at, id } = start;
		// The first condition is what the index is read by; the second only parts rows of one instant.
		asked = back
			? asked.gte(column, at).or(`${column}.gt."${at}",id.gt.${id}`)
			: asked.lte(column, at).or(`${column}.lt."${at}",id.lt.${id}`);
	}
	const { data } = await asked
		.order(column, { ascending: back })
		.order('id', { ascending: back })
		.limit(size + 1)
		.throwOnError();
	const rows = data.slice(0, size);
	if (back) rows.reverse();
	return between(rows, { start, more: data.length > size, at: (row) => row[column] });
}

/** The neighbours of a page that was read from `start` on, and whether more was found than it shows. */
export function between<Row extends { id: string }>(
	rows: Row[],
	{ start, more, at }: { start: Start | null; more: boolean; at: (row: Row) => string }
): Stretch<Row> {
	const back = start?.towards === 'newer';
	const place = (row: Row | undefined) => (row ? writeCursor({ at: at(row), id: row.id }) : null);
	return {
		rows,
		older: more || back ? place(rows.at(-1)) : null,
		newer: (back ? more : start !== null) ? place(rows[0]) : null
	};
}
