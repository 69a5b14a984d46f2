/**
 * Steps and filters live in the address, so that each works without JavaScript, with the back button and as
 * a link to send on. Changing one keeps the rest.
 */
export type Changes = Record<string, string | null>;

/** The query of `url` with some parameters set, or removed where null. Starts with `?`. */
export function withQuery(url: URL, changes: Changes): string {
	const query = new URLSearchParams(
		// A form action's own parameter (`/book`) must not stick to the links of the page it answered with.
		[...url.searchParams].filter(([name]) => !name.startsWith('/'))
	);
	for (const [name, value] of Object.entries(changes)) {
		if (value === null) query.delete(name);
		else query.set(name, value);
	}
	return `?${query}`;
}

/** The address a form posts to, such that the page that answers still knows what was chosen. */
export const actionQuery = (url: URL, action: string): string => {
	const query = withQuery(url, {}).slice(1);
	return query ? `?/${action}&${query}` : `?/${action}`;
};
