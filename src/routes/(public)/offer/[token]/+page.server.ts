import type { RequestEvent } from '@sveltejs/kit';
import { z } from 'zod';
import type { Refusal } from '$lib/app/errors/explain';
import { perform, type Done } from '$lib/app/forms/perform.server';
import { acceptByLink, declineByLink } from '$lib/visits/waitlist/commands';
import { explainWaitlist } from '$lib/visits/waitlist/errors';
import { linkedOffer } from '$lib/visits/waitlist/queries';
import type { PageServerLoad } from './$types';

/**
 * Where the link in an offer leads; open to strangers, because who has the link was sent it. Looking accepts and
 * declines nothing: programs that check messages open links as well.
 */
export const load: PageServerLoad = async ({ params, locals, setHeaders }) => {
	setHeaders({ 'cache-control': 'private, no-store', 'x-robots-tag': 'noindex' });
	return { offer: await linkedOffer(locals.supabase, params.token) };
};

const answer = <Result extends { error: Refusal | null }, Next extends Record<string, unknown>>(
	event: RequestEvent,
	run: () => PromiseLike<Result>,
	next: (done: Done<Result>) => Next
) =>
	perform(event, {
		schema: z.object({}),
		explain: explainWaitlist,
		run,
		next
	});

export const actions = {
	accept: (event: RequestEvent<{ token: string }>) =>
		answer(
			event,
			() => acceptByLink(event.locals.supabase, event.params.token),
			({ data }) => ({ answer: 'accepted' as const, visit: data })
		),
	decline: (event: RequestEvent<{ token: string }>) =>
		answer(
			event,
			() => declineByLink(event.locals.supabase, event.params.token),
			() => ({ answer: 'declined' as const })
		)
};
