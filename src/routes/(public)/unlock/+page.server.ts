import { redirect } from '@sveltejs/kit';
import { resolve } from '$app/paths';
import { unlock } from '$lib/access/sessions/actions.server';
import { safeNext } from '$lib/app/server/next';
import type { PageServerLoad } from './$types';

/** Where a locked session is opened whose page is gone: another tab, a page loaded again. */
export const load: PageServerLoad = ({ locals, url }) => {
	const next = safeNext(url.searchParams.get('next'));
	if (locals.access) redirect(303, next);
	if (locals.lacks !== 'locked') redirect(303, resolve('/sign-in'));
	return { next };
};

export const actions = { unlock };
