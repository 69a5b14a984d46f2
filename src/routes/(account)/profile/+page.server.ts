import { error, type RequestEvent } from '@sveltejs/kit';
import { confirmAddress } from '$lib/access/session/addresses.server';
import { explainAuth } from '$lib/access/session/errors';
import { signedIn } from '$lib/access/session/guard.server';
import { emailSchema, ownNameSchema } from '$lib/access/session/schema';
import {
	endOtherSessions,
	endSession,
	removePin,
	setPin
} from '$lib/access/sessions/actions.server';
import { sessionsKey } from '$lib/access/sessions/live';
import { hasPin, ownSessions } from '$lib/access/sessions/queries';
import { explain } from '$lib/app/errors/explain';
import { guarded } from '$lib/app/forms/guarded';
import { here, perform } from '$lib/app/forms/perform.server';
import { m } from '$lib/paraglide/messages.js';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { staff_id } = signedIn(event);
	event.depends(sessionsKey);
	const client = event.locals.supabase;
	const [sessions, pin] = await Promise.all([ownSessions(client), hasPin(client)]);
	// Who works here locks a computer that others use as well.
	return { sessions, pin: staff_id === null ? null : pin };
};

const own = (event: RequestEvent) => signedIn(event);

/* Each is about the caller alone: the database and the auth service go by the session, and are told no id. */
export const actions = guarded(own, {
	/** Of colleagues the administration keeps the name. */
	name(event) {
		const access = own(event);
		if (access.staff_id !== null) error(404, m.errors_not_found());
		return perform(event, {
			schema: ownNameSchema,
			explain,
			run: ({ full_name }) =>
				event.locals.supabase.rpc('update_own_profile', {
					p_full_name: full_name,
					p_locale: access.locale
				}),
			next: () => here(event)
		});
	},
	/** A taken address gets the same answer as a free one: nobody learns from here who has an account. */
	email(event) {
		const { email: old } = own(event);
		return perform(event, {
			schema: emailSchema.refine(({ email }) => email.toLowerCase() !== old.toLowerCase(), {
				path: ['email'],
				error: () => m.access_profile_email_same()
			}),
			explain: explainAuth,
			async run({ email }) {
				// Hosted's auth service refuses without words for it.
				const proved = await event.locals.supabase.rpc('require_step_up');
				if (proved.error) return proved;
				const { error } = await event.locals.supabase.auth.updateUser(
					{ email },
					{ emailRedirectTo: confirmAddress(event.url) }
				);
				return { error: error?.code === 'email_exists' ? null : error };
			},
			next: (_, { email }) => ({ sentTo: email })
		});
	},
	endSession,
	endOtherSessions,
	setPin,
	removePin
});
