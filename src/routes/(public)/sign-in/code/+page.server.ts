import { redirect } from '@sveltejs/kit';
import { resolve } from '$app/paths';
import { enterCode, enterRecoveryCode } from '$lib/access/factors/actions.server';
import { safeNext } from '$lib/app/server/next';
import type { PageServerLoad } from './$types';

/** After the password, for whoever has a second factor: until it was shown the session is nobody's. */
export const load: PageServerLoad = (event) => {
	const next = safeNext(event.url.searchParams.get('next'));
	if (event.locals.access) redirect(303, next);
	if (event.locals.lacks !== 'code') redirect(303, resolve('/sign-in'));
	return { next, recovery: event.url.searchParams.has('recovery') };
};

export const actions = { code: enterCode, recovery: enterRecoveryCode };
