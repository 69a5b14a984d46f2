import type { RequestEvent } from '@sveltejs/kit';
import { z } from 'zod';
import { resolve } from '$app/paths';
import { safeNext } from '$lib/app/server/next';
import { perform } from '$lib/app/forms/perform.server';
import { m } from '$lib/paraglide/messages.js';
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

export const setPin = (event: RequestEvent) =>
	perform(event, {
		schema: z.object({
			pin: z.string().regex(/^\d{6,12}$/, { error: () => m.sessions_pin_form() })
		}),
		explain: (error) =>
			error.code === '22023'
				? { status: 422, message: m.sessions_pin_form() }
				: explainSession(error),
		run: ({ pin }) => event.locals.supabase.rpc('set_pin', { p_pin: pin })
	});

export const removePin = (event: RequestEvent) =>
	perform(event, {
		schema: z.object({}),
		explain: explainSession,
		run: () => event.locals.supabase.rpc('remove_pin')
	});

/** Unlocks the session by PIN or password; the fifth wrong one ends it. */
export const unlock = (event: RequestEvent) =>
	perform(event, {
		schema: z.object({
			password: z.string().max(200),
			/** Whose page it is, where one is covered: another may have signed in on a tab beside it. */
			who: z.uuid().optional(),
			next: z.string().default('/')
		}),
		explain: (error) =>
			error.code === 'wrong'
				? { status: 422, message: m.sessions_unlock_wrong(), field: 'password' }
				: explainSession(error),
		async run({ password, who }) {
			const { supabase } = event.locals;
			if (who) {
				const { data } = await supabase.auth.getClaims();
				if (data?.claims.sub !== who) return { error: null, over: true };
			}
			const { data, error } = await supabase.rpc('unlock_session', { p_secret: password });
			// Ended now, or before.
			const over = data === 'ended' || error?.code === 'PT401' || error?.code === 'PT404';
			if (over) {
				await supabase.auth.signOut({ scope: 'local' });
				return { error: null, over };
			}
			return { error: error ?? (data === 'open' ? null : { code: 'wrong', message: '' }), over };
		},
		next: ({ over }, { next }) => (over ? resolve('/sign-in') : safeNext(next))
	});
