import type { Cookies, RequestEvent } from '@sveltejs/kit';
import { idleCookie, idleKept, idleSeconds, notedCookie, notedFor } from './idle';

/** Seconds by which the browser, which warns and signs out by itself, is first. */
const grace = 60;

/** Whether nobody has done anything in this browser for longer than the hospital allows: a computer left, a lid closed. */
export const isIdle = (cookies: Cookies, minutes: number): boolean =>
	idleSeconds(cookies.get(idleCookie)) > minutes * 60 + grace;

/**
 * Notes that somebody does something, where the request shows it: a page that is opened, a form that is sent. What a page
 * reads by itself is nobody's doing; keys and clicks the browser notes (`Idle.svelte`).
 */
export async function noteActive({ cookies, locals, request, url }: RequestEvent): Promise<void> {
	const opens = request.headers.get('accept')?.includes('text/html');
	if (request.method === 'GET' && !opens) return;
	const kept = { path: '/', sameSite: 'lax', secure: url.protocol === 'https:' } as const;
	cookies.set(idleCookie, String(Math.floor(Date.now() / 1000)), {
		...kept,
		maxAge: idleKept,
		// The page writes it as well.
		httpOnly: false
	});
	if (cookies.get(notedCookie) !== undefined) return;
	const { error } = await locals.supabase.rpc('note_activity');
	if (!error) cookies.set(notedCookie, '1', { ...kept, maxAge: notedFor });
}

/** Of a session that is over nothing is remembered, so that the next one begins anew. */
export function forgetActive(cookies: Cookies): void {
	if (cookies.get(idleCookie) !== undefined) cookies.delete(idleCookie, { path: '/' });
}
