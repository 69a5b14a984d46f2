import type { Cookies } from '@sveltejs/kit';

/**
 * Has this browser keep something for a year: longer than anybody stays away who comes back.
 *
 * @param options.path where it is wanted; everywhere if left out
 * @param options.httpOnly no script may read it, unless told otherwise
 */
export function keepForAYear(
	{ cookies, url }: { cookies: Cookies; url: URL },
	name: string,
	value: string,
	{ path = '/', httpOnly = true }: { path?: string; httpOnly?: boolean } = {}
): void {
	cookies.set(name, value, {
		path,
		httpOnly,
		maxAge: 365 * 86_400,
		sameSite: 'lax',
		secure: url.protocol === 'https:'
	});
}
