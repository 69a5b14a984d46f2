import type { RequestEvent } from '@sveltejs/kit';
import { perform } from '$lib/app/forms/perform.server';
import { acceptOffer, declineOffer, joinWaitlist, withdrawEntry } from './commands';
import { explainWaitlist } from './errors';
import { answerSchema, entrySchema, joinSchema } from './schema';

/**
 * What the desk does for somebody, and patients for themselves. `list` is the page again, without what was open on
 * it; `booked` where an accepted offer leads.
 */
export const waitlistActions = (
	list: (event: RequestEvent) => string,
	booked: (visitId: string) => string | null = () => null
) => ({
	join: (event: RequestEvent) =>
		perform(event, {
			schema: joinSchema,
			explain: explainWaitlist,
			run: (input) => joinWaitlist(event.locals.supabase, input),
			next: () => list(event)
		}),
	withdraw: (event: RequestEvent) =>
		perform(event, {
			schema: entrySchema,
			explain: explainWaitlist,
			run: ({ entry_id }) => withdrawEntry(event.locals.supabase, entry_id),
			next: () => list(event)
		}),
	accept: (event: RequestEvent) =>
		perform(event, {
			schema: answerSchema,
			explain: explainWaitlist,
			run: ({ offer_id }) => acceptOffer(event.locals.supabase, offer_id),
			next: ({ data }) => (data && booked(data.id)) ?? list(event)
		}),
	decline: (event: RequestEvent) =>
		perform(event, {
			schema: answerSchema,
			explain: explainWaitlist,
			run: ({ offer_id }) => declineOffer(event.locals.supabase, offer_id),
			next: () => list(event)
		})
});
