/**
 * Seconds for which a browser remembers a session that nobody uses: each use begins them anew. @supabase/ssr writes 400
 * days, whatever it is told, and the refresh token in it can be read by scripts.
 */
const week = 7 * 86_400;

/** What a cookie of the session is written with; one that is to go goes at once. */
export const forAWeek = <Options extends { maxAge?: number }>(options: Options): Options => ({
	...options,
	maxAge: Math.min(options.maxAge ?? week, week)
});
