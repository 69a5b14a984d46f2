import { fail } from '@sveltejs/kit';
import { acceptByLink, declineByLink } from '$lib/visits/waitlist/commands';
import { explainWaitlist } from '$lib/visits/waitlist/errors';
import { linkedOffer } from '$lib/visits/waitlist/queries';
import type { Actions, PageServerLoad } from './$types';

/**
 * Where the link in an offer leads; open to strangers, because who has the link was sent it. Looking accepts and
 * declines nothing: programs that check messages open links as well.
 */
export const load: PageServerLoad = async ({ params, locals, setHeaders }) => {
	setHeaders({ 'cache-control': 'private, no-store', 'x-robots-tag': 'noindex' });
	return { offer: await linkedOffer(locals.supabase, params.token) };
};

export const actions: Actions = {
	accept: async ({ params, locals }) => {
		const { data, error } = await acceptByLink(locals.supabase, params.token);
		if (!error) return { answer: 'accepted' as const, starts_at: data };
		const { status, message } = explainWaitlist(error);
		return fail(status, { over: error.code === 'LN014', message });
	},
	decline: async ({ params, locals }) => {
		const { error } = await declineByLink(locals.supabase, params.token);
		if (!error) return { answer: 'declined' as const };
		const { status, message } = explainWaitlist(error);
		return fail(status, { over: error.code === 'LN014', message });
	}
};
