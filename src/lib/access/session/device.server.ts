import { randomBytes } from 'node:crypto';
import type { RequestEvent } from '@sveltejs/kit';
import { keepForAYear } from '$lib/app/server/keep';

const cookie = 'lantern-device';
const form = /^[\w-]{43}$/;

/** The secret of the browser that asks, if the account of an address has signed in on it before. */
export async function knownDevice(
	{ locals, cookies }: Pick<RequestEvent, 'locals' | 'cookies'>,
	email: string
): Promise<string | undefined> {
	const token = cookies.get(cookie) ?? '';
	if (!form.test(token)) return undefined;
	const { data } = await locals.supabase.rpc('excuse_device', { p_email: email, p_token: token });
	return data === true ? token : undefined;
}

/** After signing in: what strangers do to the account does not keep its owner out here. Told or not, one is signed in. */
export async function rememberDevice(
	event: Pick<RequestEvent, 'locals' | 'cookies' | 'url'>
): Promise<void> {
	const kept = event.cookies.get(cookie) ?? '';
	const token = form.test(kept) ? kept : randomBytes(32).toString('base64url');
	keepForAYear(event, cookie, token);
	await event.locals.supabase.rpc('remember_device', { p_token: token });
}
