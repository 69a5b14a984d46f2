import type { RequestEvent } from '@sveltejs/kit';
import { perform } from '$lib/app/forms/perform.server';
import { explainOpening } from '$lib/records/letters/errors';
import { openedSheet, tryToOpen } from '$lib/records/letters/opened.server';
import { letterByLink } from '$lib/records/letters/queries';
import { openSchema } from '$lib/records/letters/schema';
import type { PageServerLoad } from './$types';

/**
 * Where the link leads with which a letter was sent; open to strangers, because who has the link was sent it. Looking opens
 * nothing: programs that check messages open links as well.
 */
export const load: PageServerLoad = async ({ params, locals, setHeaders, url }) => {
	setHeaders({ 'cache-control': 'private, no-store', 'x-robots-tag': 'noindex' });
	return {
		link: await letterByLink(locals.supabase, params.token),
		/** Somebody has just tried to have the file, and was wrong. */
		wrong: url.searchParams.has('wrong')
	};
};

export const actions = {
	open: (event: RequestEvent<{ token: string }>) =>
		perform(event, {
			schema: openSchema,
			explain: explainOpening,
			run: ({ answer }) => tryToOpen(event.locals.supabase, event.params.token, answer),
			next: ({ data }, { answer }) => ({
				// The answer goes back into the page, for the file: nobody else reads that page.
				answer,
				copies: data.audience === 'patient' && data.kind === 'sick_note',
				sheet: openedSheet(data, event.url)
			})
		})
};
