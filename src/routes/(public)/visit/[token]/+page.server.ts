import { fail } from '@sveltejs/kit';
import {
	cancelByLink,
	confirmByLink,
	rescheduleByLink
} from '$lib/communication/deliveries/commands';
import { explainDelivery } from '$lib/communication/deliveries/errors';
import { linkedSlots, linkedVisit } from '$lib/communication/deliveries/queries';
import type { Refusal } from '$lib/app/errors/explain';
import { postedForm } from '$lib/app/forms/posted.server';
import { m } from '$lib/paraglide/messages.js';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

/**
 * Where the link in a message leads; open to strangers, because who has the link was sent it. Looking uses
 * nothing up and does nothing: programs that check messages open links as well.
 */
export const load: PageServerLoad = async ({ params, url, locals, setHeaders }) => {
	setHeaders({ 'cache-control': 'private, no-store', 'x-robots-tag': 'noindex' });
	const client = locals.supabase;
	const [visit, slots] = await Promise.all([
		linkedVisit(client, params.token),
		url.searchParams.has('move') ? linkedSlots(client, params.token) : null
	]);
	return { visit, slots: visit ? slots : null };
};

/** Does one thing with the link; what it was about is kept for the answer, since the link is used up then. */
async function act(
	{ params, locals }: RequestEvent,
	done: 'confirmed' | 'moved' | 'cancelled',
	command: () => PromiseLike<{ error: Refusal | null }>,
	startsAt?: string
) {
	const visit = await linkedVisit(locals.supabase, params.token);
	const { error } = await command();
	if (!error && visit) {
		return {
			done: done === 'moved' && visit.requires_confirmation ? ('asked' as const) : done,
			visit: { ...visit, starts_at: startsAt ?? visit.starts_at }
		};
	}
	const { status, message } = explainDelivery(error ?? { code: 'LN014', message: '' });
	// That the link is over the page says by itself.
	return fail(status, { message: error && error.code !== 'LN014' ? message : null });
}

export const actions: Actions = {
	confirm: (event) =>
		act(event, 'confirmed', () => confirmByLink(event.locals.supabase, event.params.token)),
	cancel: (event) =>
		act(event, 'cancelled', () => cancelByLink(event.locals.supabase, event.params.token)),
	reschedule: async (event) => {
		const slot = String((await postedForm(event.request)).get('slot') ?? '');
		if (Number.isNaN(Date.parse(slot))) {
			return fail(422, { message: m.deliveries_link_slot_missing() });
		}
		return act(
			event,
			'moved',
			() => rescheduleByLink(event.locals.supabase, event.params.token, slot),
			slot
		);
	}
};
