import { redirect } from '@sveltejs/kit';
import { resolve } from '$app/paths';
import type { RequestHandler } from './$types';

/** Open to all: whoever asks locks the session of this browser, and no other. */
export const POST: RequestHandler = async ({ locals }) => {
	await locals.supabase.rpc('lock_session');
	redirect(303, resolve('/unlock'));
};
