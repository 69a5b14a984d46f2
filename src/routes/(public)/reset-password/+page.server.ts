import { fail } from '@sveltejs/kit';
import { message, superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import type { z } from 'zod';
import { explainAuth } from '$lib/access/session/errors';
import { emailSchema } from '$lib/access/session/schema';
import { confirmAddress } from '$lib/access/session/addresses.server';
import type { Actions, PageServerLoad } from './$types';

type Reset = z.infer<typeof emailSchema>;

/** Either it went wrong, or a mail is on its way if there is an account. */
type Said = { error: string } | { sentTo: string };

const validated = zod4(emailSchema);

/** Open to strangers, and to those signed in who have forgotten what they signed in with. */
export const load: PageServerLoad = async () => ({
	form: await superValidate<Reset, Said>(validated)
});

export const actions: Actions = {
	/** The same answer whether or not the address is known. */
	default: async ({ request, locals, url }) => {
		const form = await superValidate<Reset, Said>(request, validated);
		if (!form.valid) return fail(400, { form });

		const { email } = form.data;
		const { error } = await locals.supabase.auth.resetPasswordForEmail(email, {
			redirectTo: confirmAddress(url)
		});
		if (error) {
			const { status, message: text } = explainAuth(error);
			// Too many mails to one address would tell that there is one: that limit keeps silent.
			if (error.code !== 'over_email_send_rate_limit') {
				return message(form, { error: text }, { status: status as 400 });
			}
		}
		return message(form, { sentTo: email });
	}
};
