import { randomBytes } from 'node:crypto';
import { redirect, type RequestEvent } from '@sveltejs/kit';
import { resolve } from '$app/paths';
import { perform } from '$lib/app/forms/perform.server';
import { explainAuth } from '$lib/access/session/errors';
import { registerSchema } from '$lib/access/session/schema';
import { getLocale } from '$lib/paraglide/runtime.js';
import { confirmAddress } from '$lib/access/session/addresses.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => {
	if (locals.access) redirect(303, resolve('/'));
};

export const actions = {
	/** A taken address gets the same answer as a new one: nobody learns from here who is a patient. */
	default: (event: RequestEvent) =>
		perform(event, {
			schema: registerSchema,
			explain: explainAuth,
			async run({ email, full_name }) {
				const { error } = await event.locals.supabase.auth.signUp({
					email,
					// One that nobody knows: theirs is chosen by whoever has proved the address.
					password: randomBytes(48).toString('base64url'),
					options: {
						data: { full_name, locale: getLocale() },
						emailRedirectTo: confirmAddress(event.url)
					}
				});
				const taken = ['user_already_exists', 'email_exists'].includes(error?.code ?? '');
				return { error: taken ? null : error };
			},
			next: (_, { email }) => ({ sentTo: email })
		})
};
