import type { RequestEvent } from '@sveltejs/kit';
import { z } from 'zod';
import { perform } from '$lib/app/forms/perform.server';
import { confirmAddress } from '$lib/people/portal/commands';
import { explainPortal } from '$lib/people/portal/errors';
import type { PageServerLoad } from './$types';

/**
 * Where the link leads that asks whether an address is one's own; open to strangers, because who has the link was sent
 * it. Looking confirms nothing: programs that check messages open links as well.
 */
export const load: PageServerLoad = ({ setHeaders }) => {
	setHeaders({ 'cache-control': 'private, no-store', 'x-robots-tag': 'noindex' });
};

export const actions = {
	confirm: (event: RequestEvent<{ token: string }>) =>
		perform(event, {
			schema: z.object({}),
			explain: explainPortal,
			async run() {
				const { error } = await confirmAddress(event.locals.supabase, event.params.token);
				// A link that is over is an answer, not a mistake in the form.
				return error?.code === 'LN014' ? { error: null, over: true } : { error, over: false };
			},
			next: ({ over }) => ({ over })
		})
};
