import type { RequestEvent } from '@sveltejs/kit';
import { guarded } from '$lib/app/forms/guarded';
import { perform } from '$lib/app/forms/perform.server';
import { rememberDevice } from '$lib/access/session/device.server';
import { explainAuth } from '$lib/access/session/errors';
import { newPasswordSchema } from '$lib/access/session/schema';
import { safeNext } from '$lib/app/server/next';
import { signedIn } from '$lib/access/session/guard.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => {
	signedIn(event);
	return { next: safeNext(event.url.searchParams.get('next')) };
};

export const actions = guarded((event: RequestEvent) => signedIn(event), {
	default: (event) =>
		perform(event, {
			schema: newPasswordSchema,
			explain(error) {
				const told = explainAuth(error);
				return told.status === 422 ? { ...told, field: 'password' } : told;
			},
			run: ({ password }) => event.locals.supabase.auth.updateUser({ password }),
			async next() {
				// A new password forgets all devices; on this one it was chosen.
				await rememberDevice(event);
				return { saved: true };
			}
		})
});
