import { fail, redirect } from '@sveltejs/kit';
import { message, superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import type { z } from 'zod';
import { resolve } from '$app/paths';
import { explainAuth } from '$lib/access/session/errors';
import { rememberLanguage } from '$lib/access/session/language.server';
import { emailSchema, signInSchema } from '$lib/access/session/schema';
import { m } from '$lib/paraglide/messages.js';
import { confirmAddress } from '$lib/access/session/addresses.server';
import { safeNext } from '$lib/app/server/next';
import type { Actions, PageServerLoad } from './$types';

/** What the page says above the form. */
interface Said {
	tone: 'error' | 'success';
	text: string;
	/** The address that still waits to be confirmed: a new link can be asked for. */
	unconfirmed?: string;
}

type SignIn = z.infer<typeof signInSchema>;

const validated = zod4(signInSchema);

export const load: PageServerLoad = async ({ locals, url }) => {
	if (locals.access) redirect(303, resolve('/'));
	const next = safeNext(url.searchParams.get('next'));
	return {
		form: await superValidate<SignIn, Said>({ next }, validated, {
			errors: false
		})
	};
};

export const actions: Actions = {
	signIn: async (event) => {
		const form = await superValidate<SignIn, Said>(event.request, validated);
		const { email, password, next } = form.data;
		// It is never sent back, not even to the one who typed it.
		form.data.password = '';
		if (!form.valid) return fail(400, { form });

		const { error } = await event.locals.supabase.auth.signInWithPassword({ email, password });
		if (error?.code === 'email_not_confirmed') {
			return message(
				form,
				{ tone: 'error', text: m.access_unconfirmed({ email }), unconfirmed: email },
				{ status: 403 }
			);
		}
		if (error) {
			const { status, message: text } = explainAuth(error);
			return message(form, { tone: 'error', text }, { status: status as 400 });
		}
		await rememberLanguage(event);
		redirect(303, safeNext(next));
	},

	/** The same answer whether or not the address is known. */
	resend: async ({ request, locals, url }) => {
		const form = await superValidate<SignIn, Said>({ next: '/' }, validated, { errors: false });
		const asked = await superValidate(request, zod4(emailSchema));
		if (!asked.valid)
			return message(form, { tone: 'error', text: m.access_email_invalid() }, { status: 400 });

		const { email } = asked.data;
		const { error } = await locals.supabase.auth.resend({
			type: 'signup',
			email,
			options: { emailRedirectTo: confirmAddress(url) }
		});
		form.data.email = email;
		if (error && (error.status === 429 || explainAuth(error).status >= 500)) {
			const { status, message: text } = explainAuth(error);
			return message(form, { tone: 'error', text, unconfirmed: email }, { status: status as 429 });
		}
		return message(form, { tone: 'success', text: m.access_resent({ email }) });
	}
};
