import { fail, redirect } from '@sveltejs/kit';
import { message, superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { feedLinks, type FeedLinks } from '$lib/visits/feeds/address';
import { createFeed, revokeFeed } from '$lib/visits/feeds/commands';
import { explainFeed } from '$lib/visits/feeds/errors';
import { feedsKey } from '$lib/visits/feeds/live';
import { ownFeeds } from '$lib/visits/feeds/queries';
import { newFeedSchema, revokeSchema, type NewFeed } from '$lib/visits/feeds/schema';
import { m } from '$lib/paraglide/messages.js';
import { fullName } from '$lib/people/patients/names';
import { portalPeople } from '$lib/people/patients/queries';
import { signedIn } from '$lib/access/session/guard.server';
import type { Actions, PageServerLoad } from './$types';

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
		...(access.doctor_id ? [{ value: 'doctor', label: m.feeds_of_doctor() }] : []),
		...people.map((person) => ({
			value: person.id,
			label: m.feeds_of_patient({ name: fullName(person) })
		}))
	];
	const form = await superValidate<NewFeed, FeedLinks | string>(
		{ whose: choices[0]?.value ?? '' },
		zod4(newFeedSchema),
		{ id: 'feed', errors: false }
	);
	return { userId: access.user_id, choices, feeds, form, now: new Date().toISOString() };
};

export const actions: Actions = {
	create: async (event) => {
		signedIn(event);
		const form = await superValidate<NewFeed, FeedLinks | string>(
			event.request,
			zod4(newFeedSchema),
			{ id: 'feed' }
		);
		if (!form.valid) {
			if (form.errors.whose) form.errors.whose = [m.feeds_error_whose()];
			if (form.errors.label) form.errors.label = [m.feeds_error_label()];
			return fail(400, { form });
		}
		const { data, error } = await createFeed(event.locals.supabase, form.data);
		if (error) {
			const { status, message: text } = explainFeed(error);
			return message(form, text, { status });
		}
		const name = form.data.label || m.feeds_title();
		return message(form, feedLinks(event.url, data.token, name));
	},
	revoke: async (event) => {
		signedIn(event);
		const asked = revokeSchema.safeParse(Object.fromEntries(await event.request.formData()));
		if (!asked.success) return fail(400, { trouble: m.feeds_error_gone() });
		const { error } = await revokeFeed(event.locals.supabase, asked.data.feed_id);
		if (error) {
			const { status, message: text } = explainFeed(error);
			return fail(status, { trouble: text });
		}
		redirect(303, `${event.url.pathname}?revoked`);
	}
};
