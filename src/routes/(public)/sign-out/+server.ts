import { redirect } from '@sveltejs/kit';
import { resolve } from '$app/paths';
import { forgetActive } from '$lib/access/session/idle.server';
import type { RequestHandler } from './$types';

/** Open to all: whoever asks ends the session of this browser, and of no other. */
export const POST: RequestHandler = async ({ locals, cookies }) => {
	forgetActive(cookies);
	await locals.supabase.auth.signOut({ scope: 'local' });
	redirect(303, resolve('/sign-in'));
};
