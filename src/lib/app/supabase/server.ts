import { combineChunks, createServerClient, isChunkLike, stringFromBase64URL } from '@supabase/ssr';
import type { SupabaseClient } from '@supabase/supabase-js';
import type { Cookies, RequestEvent } from '@sveltejs/kit';
import ws from 'ws';
import { env } from '$env/dynamic/public';
import { once } from '$lib/app/forms/once';
import { whole } from '$lib/app/lists/whole';
import { forAWeek } from './cookies';
import type { Database } from './database.types';

/** The Supabase this app talks to; throws when it was never told. */
export function supabaseAddress(): { url: string; key: string } {
	const url = env.PUBLIC_SUPABASE_URL;
	const key = env.PUBLIC_SUPABASE_PUBLISHABLE_KEY;
	if (!url || !key) {
		throw new Error('PUBLIC_SUPABASE_URL and PUBLIC_SUPABASE_PUBLISHABLE_KEY must be set');
	}
	return { url: url.replace(/\/+$/, ''), key };
}

type Visit = Pick<RequestEvent, 'cookies' | 'url' | 'request' | 'getClientAddress' | 'locals'>;

/** For whom we ask: the audit trail tells where a change came from, and that is not this server; and by which id it is found. */
function origin({ request, getClientAddress, locals }: Visit): Record<string, string> {
	// Who has hung up already has no address any more, whatever the type says.
	const address = (getClientAddress() as string | undefined) ?? '';
	return {
		'x-forwarded-for': address.replace(/^::ffff:/, ''),
		'user-agent': request.headers.get('user-agent') ?? 'unknown',
		'x-request-id': locals.requestId
	};
}

/** A session's cookie, or one of the pieces it is cut into. */
const sessionCookie = /^(sb-.+-auth-token(?:-[a-z-]+)?)(?:\.\d+)?$/;

/** Whether a cookie, put together, is what `createServerClient` has written. */
function isWritten(value: string): boolean {
	try {
		JSON.parse(stringFromBase64URL(value.replace(/^base64-/, '')));
		return true;
	} catch {
		return false;
	}
}

/**
 * The visitor's cookies without what was never a session: that counts as none, and goes with the answer. The client
 * would write it to the log with each request.
 */
async function readable(cookies: Cookies) {
	const all = cookies.getAll().filter(({ value }) => value);
	const broken: string[] = [];
	for (const key of new Set(all.map(({ name }) => sessionCookie.exec(name)?.[1]))) {
		const value = key && (await combineChunks(key, (name) => cookies.get(name)));
		if (value && !isWritten(value)) broken.push(key);
	}
	return all.filter(({ name }) => {
		if (!broken.some((key) => isChunkLike(name, key))) return true;
		cookies.delete(name, { path: '/' });
		return false;
	});
}

/**
 * One client per request, carrying the visitor's own session in cookies. The browser's client reads the same
 * cookies (it joins live channels with them), so they cannot be http-only; SameSite and the content policy guard them.
 */
export function supabaseFor(visit: Visit): SupabaseClient<Database> {
	const { url, key } = supabaseAddress();
	const { cookies } = visit;
	const secure = visit.url.protocol === 'https:';
	return createServerClient<Database>(url, key, {
		// Node 20 has no WebSocket of its own, and the client insists on one even when none is opened.
		realtime: { transport: ws as unknown as typeof WebSocket },
		global: {
			headers: origin(visit),
			fetch: whole(once(() => visit.locals.once, visit.locals.answers.bound()))
		},
		cookieOptions: { path: '/', sameSite: 'lax', secure },
		cookies: {
			// A session that could not be renewed would be tried again with everything that is asked.
			getAll: () => (visit.locals.answers.away ? [] : readable(cookies)),
			setAll: (changed) => {
				for (const { name, value, options } of changed) {
					cookies.set(name, value, {
						...forAWeek(options),
						httpOnly: false,
						path: '/',
						sameSite: 'lax',
						secure
					});
				}
			}
		}
	});
}
