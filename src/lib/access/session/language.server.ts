import type { RequestEvent } from '@sveltejs/kit';
import { keepForAYear } from '$lib/app/server/keep';
import { cookieName, type Locale } from '$lib/paraglide/runtime.js';
import { accessSchema } from './schema';

/** Remembers a language in this browser, in the cookie Paraglide reads. */
export const setLanguage = (event: Pick<RequestEvent, 'cookies' | 'url'>, locale: Locale): void =>
	keepForAYear(event, cookieName, locale, { httpOnly: false });

/** After signing in: a browser in which nobody chose a language takes that of the person's profile. */
export async function rememberLanguage(
	event: Pick<RequestEvent, 'locals' | 'cookies' | 'url'>
): Promise<void> {
	if (event.cookies.get(cookieName)) return;
	const { data } = await event.locals.supabase.rpc('current_access');
	const access = accessSchema.safeParse(data);
	if (access.success) setLanguage(event, access.data.locale);
}
