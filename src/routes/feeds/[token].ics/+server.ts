import { createHash } from 'node:crypto';
import { isUnreachable } from '$lib/app/errors/explain';
import { calendarText } from '$lib/visits/feeds/ical.server';
import { Pace } from '$lib/visits/feeds/pace';
import { calendarSchema, isToken } from '$lib/visits/feeds/schema';
import { hospitalSettings } from '$lib/access/session/hospital.server';
import { appAddress } from '$lib/visits/feeds/address';
import type { RequestHandler } from './$types';

/** Programs ask every quarter of an hour; somebody setting one up asks a few times in a row. */
const pace = new Pace({ burst: 20, every: 10_000 });

/** Whoever knows the address reads it: it must not be kept by anything in between, nor found by searching. */
const headers = { 'cache-control': 'private, no-cache', 'x-robots-tag': 'noindex, nofollow' };

const plain = (status: number, more: Record<string, string> = {}) =>
	new Response(null, { status, headers: { ...headers, ...more } });

/**
 * A calendar for a program that cannot sign in, by the secret in its address. 404 when it is unknown or no longer its
 * owner's to see, alike. 503 while the database is away: to a program a 404 would mean to forget every visit.
 */
export const GET: RequestHandler = async ({ params, request, locals, url }) => {
	if (!isToken(params.token)) return plain(404);
	const name = createHash('sha256').update(params.token).digest('base64url');
	const wait = pace.wait(name);
	if (wait > 0) return plain(429, { 'retry-after': String(wait) });

	const { data, error } = await locals.supabase.rpc('calendar_feed', { p_token: params.token });
	if (error?.code === 'LN014') return plain(404);
	if (error && isUnreachable(error)) return plain(503, { 'retry-after': '60' });
	if (error) throw new Error(`calendar_feed: ${error.code}`);

	const hospital = await hospitalSettings(locals.supabase);
	const text = calendarText(calendarSchema.parse(data), {
		app: appAddress(url),
		zone: hospital.time_zone
	});
	const etag = `"${createHash('sha256').update(text).digest('base64url')}"`;
	const known = request.headers.get('if-none-match') ?? '';
	// Proxies that compress mark the tag as weak.
	if (known.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)) {
		return plain(304, { etag });
	}
	return new Response(text, {
		headers: { ...headers, etag, 'content-type': 'text/calendar; charset=utf-8' }
	});
};
