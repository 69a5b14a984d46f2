import type { Cookies, RequestEvent } from '@sveltejs/kit';
import { idleCookie, idleKept, idleSeconds } from './idle';

/** Seconds by which the browser, which warns and signs out by itself, is first. */
const grace = 60;

/** Whether nobody has done anything in this browser for longer than the hospital allows: a computer left, a lid closed. */
export const isIdle = (cookies: Cookies, minutes: number): boolean =>
	idleSeconds(cookies.get(idleCookie)) > minutes * 60 + grace;

/**
 * Notes that somebody does something, where the request shows it: a page that is opened, a form that is sent. What a page
 * reads by itself is nobody's doing; keys and clicks the browser notes (`Idle.svelte`).
 */
export function noteActive({ cookies, request, url }: RequestEvent): void {
	const opens = request.headers.get('accept')?.includes('text/html');
	if (request.method === 'GET' && !opens) return;
	cookies.set(idleCookie, String(Math.floor(Date.now() / 1000)), {
		path: '/',
		maxAge: idleKept,
		sameSite: 'lax',
		// The page writes it as well.
		httpOnly: false,
		secure: url.protocol === 'https:'
	});
}

/** Of a session that is over nothing is remembered, so that the next one begins anew. */
export function forgetActive(cookies: Cookies): void {
	if (cookies.get(idleCookie) !== undefined) cookies.delete(idleCookie, { path: '/' });
}
