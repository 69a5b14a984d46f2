const here = 'http://lantern.invalid';

/**
 * Where to go after signing in: a path on this site, whatever the address bar asked for. Anything else (another site,
 * `//host`, `/\host`, a scheme, control characters) becomes `/`. So does the sign-in page itself, unless `signIn`.
 */
export function safeNext(
	wanted: FormDataEntryValue | null | undefined,
	{ signIn = false }: { signIn?: boolean } = {}
): string {
	if (typeof wanted !== 'string' || !wanted.startsWith('/') || wanted.length > 2000) return '/';
	let parsed: URL;
	try {
		parsed = new URL(wanted, here);
	} catch {
		return '/';
	}
	if (parsed.origin !== here) return '/';
	const path = parsed.pathname + parsed.search + parsed.hash;
	// `/..//host` is the same site until it is written down without its origin.
	if (path.startsWith('//')) return '/';
	return !signIn && parsed.pathname.startsWith('/sign-') ? '/' : path;
}
