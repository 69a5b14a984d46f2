import type { RequestEvent } from '@sveltejs/kit';
import { guarded } from '$lib/app/forms/guarded';
import { perform } from '$lib/app/forms/perform.server';
import { rememberDevice } from '$lib/access/session/device.server';
import { explainAuth } from '$lib/access/session/errors';
import { isGuessable } from '$lib/access/session/guessable';
import { cameByMail } from '$lib/access/session/proof.server';
import { newPasswordSchema } from '$lib/access/session/schema';
import { safeNext } from '$lib/app/server/next';
import { m } from '$lib/paraglide/messages.js';
import { signedIn } from '$lib/access/session/guard.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	signedIn(event);
	return {
		next: safeNext(event.url.searchParams.get('next')),
		asksCurrent: !(await cameByMail(event.locals.supabase))
	};
};

export const actions = guarded((event: RequestEvent) => signedIn(event), {
	default(event) {
		const { email } = signedIn(event);
		return perform(event, {
			schema: newPasswordSchema.refine(({ password }) => !isGuessable(password, email), {
				path: ['password'],
				error: () => m.access_update_weak()
			}),
			explain(error) {
				const told = explainAuth(error);
				return told.status === 422 ? { field: 'password', ...told } : told;
			},
			run: ({ password, current_password }) =>
				event.locals.supabase.auth.updateUser({ password, current_password }),
			async next() {
				// A new password forgets all devices; on this one it was chosen.
				await rememberDevice(event);
				return { saved: true };
			}
		});
	}
});
