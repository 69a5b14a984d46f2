/** When somebody last did something in this browser, in whole seconds; all its tabs and the server read it. */
export const idleCookie = 'lantern-active';
/** Seconds it is kept, a week, as the session's own cookies: who comes back later has no session either. */
export const idleKept = 7 * 86_400;

/** Seconds since somebody last did something, by what the cookie says; none where it says nothing that can be. */
export function idleSeconds(cookie: string | undefined, now = Date.now()): number {
	const at = Number(cookie);
	return Number.isFinite(at) && at > 0 ? Math.max(0, Math.floor(now / 1000) - at) : 0;
}

/** Present for a minute once the database was told that somebody does something: its limit goes by that. */
export const notedCookie = 'lantern-noted';
/** Seconds after which it is told again. */
export const notedFor = 60;
