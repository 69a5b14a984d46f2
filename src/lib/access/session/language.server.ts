import type { Cookies, RequestEvent } from '@sveltejs/kit';
import { cookieName, type Locale } from '$lib/paraglide/runtime.js';
import { accessSchema } from './schema';

/** Seconds: a language is not chosen anew every week. */
const aYear = 365 * 86_400;

/** Remembers a language in this browser, in the cookie Paraglide reads. */
export function setLanguage(cookies: Cookies, locale: Locale, url: URL): void {
	cookies.set(cookieName, locale, {
		path: '/',
		maxAge: aYear,
		sameSite: 'lax',
		httpOnly: false,
		secure: url.protocol === 'https:'
	});
}

/** After signing in: a browser in which nobody chose a language takes that of the person's profile. */
export async function rememberLanguage({
	locals,
	cookies,
	url
}: Pick<RequestEvent, 'locals' | 'cookies' | 'url'>): Promise<void> {
	if (cookies.get(cookieName)) return;
	const { data } = await locals.supabase.rpc('current_access');
	const access = accessSchema.safeParse(data);
	if (access.success) setLanguage(cookies, access.data.locale, url);
}
