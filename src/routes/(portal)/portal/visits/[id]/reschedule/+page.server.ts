import { redirect } from '@sveltejs/kit';
import { superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { resolve } from '$app/paths';
import { reschedule } from '$lib/visits/scheduling/actions.server';
import { moveOffer, readChoice } from '$lib/visits/scheduling/booking';
import { rescheduleSchema } from '$lib/visits/scheduling/schema';
import { slotKey } from '$lib/visits/scheduling/slots';
import { isOpenToPatient } from '$lib/visits/scheduling/status';
import type { Actions, PageServerLoad } from './$types';
import { portalVisit } from '../visit.server';

export const load: PageServerLoad = async (event) => {
	const [visit, { hospital }] = await Promise.all([portalVisit(event), event.parent()]);
	const path = resolve(`/portal/visits/${visit.id}`);
	const now = new Date();
	// The link may be old: by now the visit may have been called off or be over.
	if (!isOpenToPatient(visit, now)) redirect(303, path);
	const offer = await moveOffer(event.locals.supabase, visit, readChoice(event.url.searchParams), {
		zone: hospital.time_zone,
		now
	});
	const form = await superValidate(
		{ appointment_id: visit.id, slot: offer.chosen ? slotKey(offer.chosen) : '' },
		zod4(rescheduleSchema),
		{ id: 'reschedule', errors: false }
	);
	return { visit, offer, form };
};

export const actions: Actions = {
	reschedule: async (event) => {
		const visit = await portalVisit(event);
		const { moved, answer } = await reschedule(event, visit);
		if (!moved) return answer;
		redirect(303, resolve(`/portal/visits/${visit.id}`) + '?moved');
	}
};
