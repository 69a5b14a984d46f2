/** So many rows the API hands out at once (`max_rows` in supabase/config.toml); of more it sends the first, and says nothing. */
export const rowsPerAnswer = 1000;

interface Listed<Row> {
	order(column: string): this;
	range(from: number, to: number): this;
	throwOnError(): PromiseLike<{ data: Row[] }>;
}

/**
 * All rows of a query, however many: reads on until an answer is not full. `key` orders them after what the query
 * orders them by, and tells any two apart: without, the database may give a row twice and leave another out. A function
 * of the database that has an order of its own needs none.
 */
export async function everyRow<Row>(
	query: Listed<Row>,
	key: readonly (keyof Row & string)[] = []
): Promise<Row[]> {
	const ordered = key.reduce((sorted, column) => sorted.order(column), query);
	const rows: Row[] = [];
	for (;;) {
		const { data } = await ordered
			.range(rows.length, rows.length + rowsPerAnswer - 1)
			.throwOnError();
		rows.push(...data);
		if (data.length < rowsPerAnswer) return rows;
	}
}
