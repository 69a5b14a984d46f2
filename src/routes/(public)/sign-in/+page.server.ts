import { error, redirect, type RequestEvent } from '@sveltejs/kit';
import { resolve } from '$app/paths';
import { perform } from '$lib/app/forms/perform.server';
import type { Refused } from '$lib/app/forms/refused';
import { demoPassword, demoPeople } from '$lib/access/session/demo-people';
import { isDemo } from '$lib/access/session/demo.server';
import { attempts } from '$lib/access/session/attempts.server';
import { explainAuth } from '$lib/access/session/errors';
import { rememberLanguage } from '$lib/access/session/language.server';
import { demoSchema, emailSchema, signInSchema } from '$lib/access/session/schema';
import { m } from '$lib/paraglide/messages.js';
import { confirmAddress } from '$lib/access/session/addresses.server';
import { safeNext } from '$lib/app/server/next';
import type { PageServerLoad } from './$types';

/** The address that still waits to be confirmed: a new link can be asked for. */
interface RefusedSignIn extends Refused {
	unconfirmed: string | null;
}

export const load: PageServerLoad = async ({ locals, url }) => {
	if (locals.access) redirect(303, resolve('/'));
	return { next: safeNext(url.searchParams.get('next')), demo: await isDemo(locals.supabase) };
};

/** That an address is not confirmed yet is told only to who knows its password. */
const unconfirmed = 'email_not_confirmed';
const wrong = 'invalid_credentials';

/** Signs in, unless it was tried too often with wrong passwords. */
async function signIn(event: RequestEvent, email: string, password: string) {
	const address = event.getClientAddress();
	const seconds = attempts.secondsToWait(email, address);
	if (seconds > 0) {
		return { error: { message: `Try again in ${seconds} s.`, status: 429 } };
	}
	const answer = await event.locals.supabase.auth.signInWithPassword({ email, password });
	if (answer.error?.code === wrong) attempts.failed(email, address);
	else if (!answer.error) attempts.succeeded(email);
	return answer;
}

export const actions = {
	signIn: (event: RequestEvent) =>
		perform(event, {
			schema: signInSchema,
			explain: explainAuth,
			run: ({ email, password }) => signIn(event, email, password),
			async next(_, { next }) {
				await rememberLanguage(event);
				return safeNext(next);
			},
			amend: (refused, { code }, { email }): RefusedSignIn =>
				code === unconfirmed
					? { ...refused, message: m.access_unconfirmed({ email }), unconfirmed: email }
					: { ...refused, unconfirmed: null }
		}),

	/** Looks at the demo hospital as one of its people; a real hospital has no such door. */
	async demo(event: RequestEvent) {
		if (!(await isDemo(event.locals.supabase))) error(404, m.errors_not_found());
		return perform(event, {
			schema: demoSchema,
			explain: explainAuth,
			run: ({ role }) =>
				event.locals.supabase.auth.signInWithPassword({
					email: demoPeople[role],
					password: demoPassword
				}),
			async next() {
				await rememberLanguage(event);
				return resolve('/');
			}
		});
	},

	/** The same answer whether or not the address is known. */
	resend: (event: RequestEvent) =>
		perform(event, {
			schema: emailSchema,
			explain: explainAuth,
			async run({ email }) {
				const { error } = await event.locals.supabase.auth.resend({
					type: 'signup',
					email,
					options: { emailRedirectTo: confirmAddress(event.url) }
				});
				const told = error && (error.status === 429 || explainAuth(error).status >= 500);
				return { error: told ? error : null };
			},
			next: (_, { email }) => ({ resent: email })
		})
};
