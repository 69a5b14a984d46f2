import type { RequestEvent } from '@sveltejs/kit';
import { hospitalSettings } from '$lib/access/session/hospital.server';
import { perform } from '$lib/app/forms/perform.server';
import { instantOf } from '$lib/app/time/instants.server';
import { base } from '$app/paths';
import { endStandIn, nameStandIn, takeUp } from './commands';
import { explainInbox } from './errors';
import { endSchema, nameSchema, openSchema } from './schema';

/* Whether the caller may is for the database to say. */

export const inboxActions = {
	/** Takes an item up, and goes where it is dealt with. */
	open: (event: RequestEvent) =>
		perform(event, {
			schema: openSchema,
			explain: explainInbox,
			run: ({ kind, item_id }) => takeUp(event.locals.supabase, kind, item_id),
			next: ({ data }) => base + data
		}),
	name: (event: RequestEvent) =>
		perform(event, {
			schema: nameSchema,
			explain: explainInbox,
			run: async ({ staff_id, delegate_id, since, until }) => {
				const { time_zone } = await hospitalSettings(event.locals.supabase);
				return nameStandIn(event.locals.supabase, {
					staff_id: staff_id || null,
					delegate_id,
					since: instantOf(since, time_zone),
					until: instantOf(until, time_zone)
				});
			}
		}),
	end: (event: RequestEvent) =>
		perform(event, {
			schema: endSchema,
			explain: explainInbox,
			run: ({ stand_in_id }) => endStandIn(event.locals.supabase, stand_in_id)
		})
};
