/** How an address says what was done: for whoever has no script, and once. */
const names =
	'done of at booked moved cancelled saved kept revoked undone linked left removed'.split(' ');

export const saysDone = ({ searchParams }: URL): boolean =>
	names.some((name) => searchParams.has(name));

/** The address, which says no more what was done. */
export function withoutDone(address: URL): URL {
	const url = new URL(address);
	for (const name of names) url.searchParams.delete(name);
	return url;
}
