import { redirect, type RequestEvent } from '@sveltejs/kit';
import { setLanguage } from '$lib/access/session/language.server';
import { getLocale, isLocale } from '$lib/paraglide/runtime.js';

/**
 * A television has no one to press a button: its language is in the address it is started with
 * (`?lang=es`), and is remembered. Gives the address without it otherwise.
 */
export function languageOfScreen(event: Pick<RequestEvent, 'url' | 'cookies'>): void {
	const { url } = event;
	const asked = url.searchParams.get('lang');
	if (!isLocale(asked) || asked === getLocale()) return;
	setLanguage(event, asked);
	redirect(303, url.pathname + url.search);
}
