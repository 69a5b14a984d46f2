import type { RequestEvent } from '@sveltejs/kit';
import { perform } from '$lib/app/forms/perform.server';
import { explainAuth } from '$lib/access/session/errors';
import { emailSchema } from '$lib/access/session/schema';
import { confirmAddress } from '$lib/access/session/addresses.server';

/* Open to strangers, and to those signed in who have forgotten what they signed in with. */
export const actions = {
	/** The same answer whether or not the address is known. */
	default: (event: RequestEvent) =>
		perform(event, {
			schema: emailSchema,
			explain: explainAuth,
			async run({ email }) {
				const { error } = await event.locals.supabase.auth.resetPasswordForEmail(email, {
					redirectTo: confirmAddress(event.url)
				});
				// Too many mails to one address would tell that there is one: that limit keeps silent.
				return { error: error?.code === 'over_email_send_rate_limit' ? null : error };
			},
			next: (_, { email }) => ({ sentTo: email })
		})
};
