import type { RequestEvent } from '@sveltejs/kit';
import { z } from 'zod';
import { perform } from '$lib/app/forms/perform.server';
import { explainSession } from './errors';

/* Whose they are, and who may, is for the database to say. */

export const endSession = (event: RequestEvent) =>
	perform(event, {
		schema: z.object({ session_id: z.uuid() }),
		explain: explainSession,
		run: ({ session_id }) => event.locals.supabase.rpc('end_session', { p_session_id: session_id })
	});

export const endOtherSessions = (event: RequestEvent) =>
	perform(event, {
		schema: z.object({}),
		explain: explainSession,
		run: () => event.locals.supabase.rpc('end_other_sessions')
	});

export const endPersonSessions = (event: RequestEvent) =>
	perform(event, {
		schema: z.object({ user_id: z.uuid() }),
		explain: explainSession,
		run: ({ user_id }) => event.locals.supabase.rpc('end_person_sessions', { p_user_id: user_id })
	});

/** By the link of a mail: ends all sessions of the account it is about, and its password. */
export const disownSignIn = (event: RequestEvent, token: string) =>
	perform(event, {
		schema: z.object({}),
		explain: explainSession,
		async run() {
			const { error } = await event.locals.supabase.rpc('disown_sign_in', { p_token: token });
			// A link that is over is an answer, not a mistake in the form.
			return error?.code === 'LN014' ? { error: null, over: true } : { error, over: false };
		},
		next: ({ over }) => ({ over })
	});
