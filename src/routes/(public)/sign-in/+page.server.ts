import { error, redirect, type RequestEvent } from '@sveltejs/kit';
import { resolve } from '$app/paths';
import { perform } from '$lib/app/forms/perform.server';
import { demoPassword, demoPeople } from '$lib/access/session/demo-people';
import { isDemo } from '$lib/access/session/demo.server';
import { attempts } from '$lib/access/session/attempts.server';
import { knownDevice, rememberDevice } from '$lib/access/session/device.server';
import { explainAuth } from '$lib/access/session/errors';
import { rememberLanguage } from '$lib/access/session/language.server';
import { demoSchema, signInSchema } from '$lib/access/session/schema';
import { m } from '$lib/paraglide/messages.js';
import { safeNext } from '$lib/app/server/next';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	if (locals.access) redirect(303, resolve('/'));
	return { next: safeNext(url.searchParams.get('next')), demo: await isDemo(locals.supabase) };
};

const wrong = 'invalid_credentials';

/** Signs in, unless it was tried too often with wrong passwords; says of the one that was too many how long to wait. */
async function signIn(event: RequestEvent, email: string, password: string) {
	const from = { address: event.getClientAddress(), device: await knownDevice(event, email) };
	const waiting = toWait(attempts.secondsToWait(email, from));
	if (waiting) return waiting;
	const answer = await event.locals.supabase.auth.signInWithPassword({ email, password });
	if (!answer.error) attempts.succeeded(email, from);
	if (answer.error?.code !== wrong) return answer;
	attempts.failed(email, from);
	return toWait(attempts.secondsToWait(email, from)) ?? answer;
}

const toWait = (seconds: number) =>
	seconds > 0 ? { error: { message: `Try again in ${seconds} s.`, status: 429 } } : null;

export const actions = {
	signIn: (event: RequestEvent) =>
		perform(event, {
			schema: signInSchema,
			explain: explainAuth,
			run: ({ email, password }) => signIn(event, email, password),
			async next(_, { next }) {
				await Promise.all([rememberLanguage(event), rememberDevice(event)]);
				return safeNext(next);
			}
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
				await Promise.all([rememberLanguage(event), rememberDevice(event)]);
				return resolve('/');
			}
		});
	}
};
