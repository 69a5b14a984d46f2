import type { RequestEvent } from '@sveltejs/kit';
import { guarded } from '$lib/app/forms/guarded';
import { perform } from '$lib/app/forms/perform.server';
import { feedLinks } from '$lib/visits/feeds/address';
import { createFeed, revokeFeed } from '$lib/visits/feeds/commands';
import { explainFeed } from '$lib/visits/feeds/errors';
import { feedsKey } from '$lib/visits/feeds/live';
import { ownFeeds } from '$lib/visits/feeds/queries';
import { newFeedSchema, revokeSchema } from '$lib/visits/feeds/schema';
import { m } from '$lib/paraglide/messages.js';
import { fullName } from '$lib/people/patients/names';
import { portalPeople } from '$lib/people/patients/queries';
import { signedIn } from '$lib/access/session/guard.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const access = signedIn(event);
	event.depends(feedsKey);
	const client = event.locals.supabase;
	const [people, feeds] = await Promise.all([
		access.patient_ids.length > 0
			? portalPeople(client, access.user_id, access.patient_ids)
			: Promise.resolve([]),
		ownFeeds(client)
	]);
	const choices = [
		...(access.doctor_id ? [{ id: 'doctor', name: m.feeds_of_doctor() }] : []),
		...people.map((person) => ({
			id: person.id,
			name: m.feeds_of_patient({ name: fullName(person) })
		}))
	];
	return { userId: access.user_id, choices, feeds, now: new Date().toISOString() };
};

export const actions = guarded((event: RequestEvent) => signedIn(event), {
	create: (event) =>
		perform(event, {
			schema: newFeedSchema,
			explain: explainFeed,
			run: (wish) => createFeed(event.locals.supabase, wish),
			// Its secret is in the answer and nowhere else.
			next: ({ data }, { label }) => ({
				links: feedLinks(event.url, data?.token ?? '', label || m.feeds_title())
			})
		}),
	revoke: (event) =>
		perform(event, {
			schema: revokeSchema,
			explain: explainFeed,
			run: ({ feed_id }) => revokeFeed(event.locals.supabase, feed_id),
			next: () => `${event.url.pathname}?revoked`
		})
});
