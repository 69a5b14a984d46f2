import { fail, redirect } from '@sveltejs/kit';
import { message, superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import type { z } from 'zod';
import { resolve } from '$app/paths';
import { explainAuth } from '$lib/access/session/errors';
import { registerSchema } from '$lib/access/session/schema';
import { getLocale } from '$lib/paraglide/runtime.js';
import { confirmAddress } from '$lib/access/session/addresses.server';
import type { Actions, PageServerLoad } from './$types';

type Registration = z.infer<typeof registerSchema>;

const validated = zod4(registerSchema);

/** Either it went wrong, or a mail is on its way. */
type Said = { error: string } | { sentTo: string };

export const load: PageServerLoad = async ({ locals }) => {
	if (locals.access) redirect(303, resolve('/'));
	return { form: await superValidate<Registration, Said>(validated) };
};

export const actions: Actions = {
	/** A taken address gets the same answer as a new one: nobody learns from here who is a patient. */
	default: async ({ request, locals, url }) => {
		const form = await superValidate<Registration, Said>(request, validated);
		const { email, password, full_name } = form.data;
		form.data.password = '';
		if (!form.valid) return fail(400, { form });

		const { error } = await locals.supabase.auth.signUp({
			email,
			password,
			options: {
				data: { full_name, locale: getLocale() },
				emailRedirectTo: confirmAddress(url)
			}
		});
		if (error && error.code !== 'user_already_exists' && error.code !== 'email_exists') {
			const { status, message: text } = explainAuth(error);
			return message(form, { error: text }, { status: status as 400 });
		}
		return message(form, { sentTo: email });
	}
};
