import { redirect, type RequestEvent } from '@sveltejs/kit';
import { guarded } from '$lib/app/forms/guarded';
import { resolve } from '$app/paths';
import { reschedule } from '$lib/visits/scheduling/actions.server';
import { moveOffer, readChoice } from '$lib/visits/scheduling/booking';
import { isOpenToPatient } from '$lib/visits/scheduling/status';
import type { PageServerLoad } from './$types';
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
	return { visit, offer };
};

export const actions = guarded((event: RequestEvent<{ id: string }>) => portalVisit(event), {
	reschedule: (event, visit) =>
		reschedule(event, visit, () => resolve(`/portal/visits/${visit.id}`) + '?moved')
});
