import type { RequestEvent } from '@sveltejs/kit';
import { confirmPassword, enterCode } from '$lib/access/factors/actions.server';
import { ownFactors } from '$lib/access/factors/codes.server';
import { signedIn } from '$lib/access/session/guard.server';
import { guarded } from '$lib/app/forms/guarded';
import { safeNext } from '$lib/app/server/next';
import type { PageServerLoad } from './$types';

/** Where somebody proves again that it is they, before what is dangerous; the dialog posts here as well. */
export const load: PageServerLoad = async (event) => {
	signedIn(event);
	return {
		next: safeNext(event.url.searchParams.get('next')),
		factors: await ownFactors(event)
	};
};

export const actions = guarded((event: RequestEvent) => signedIn(event), {
	code: enterCode,
	password: confirmPassword
});
