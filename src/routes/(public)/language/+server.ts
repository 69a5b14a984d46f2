import { redirect } from '@sveltejs/kit';
import { m } from '$lib/paraglide/messages.js';
import { isLocale } from '$lib/paraglide/runtime.js';
import { setLanguage } from '$lib/access/session/language.server';
import { postedForm } from '$lib/app/forms/posted.server';
import { safeNext } from '$lib/app/server/next';
import type { RequestHandler } from './$types';

/** Open to strangers. Remembers the language in this browser and, for those signed in, in their profile. */
export const POST: RequestHandler = async (event) => {
	const { request, locals } = event;
	const form = await postedForm(request);
	const locale = form.get('locale');
	if (!isLocale(locale)) return new Response(m.errors_invalid(), { status: 422 });

	setLanguage(event, locale);
	if (locals.access) {
		// A choice that could not be saved still holds in this browser.
		await locals.supabase.rpc('update_own_profile', {
			p_full_name: locals.access.name,
			p_locale: locale
		});
	}
	redirect(303, safeNext(form.get('next'), { signIn: true }));
};
