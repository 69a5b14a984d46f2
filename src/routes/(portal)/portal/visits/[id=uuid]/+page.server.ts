import type { RequestEvent } from '@sveltejs/kit';
import { guarded } from '$lib/app/forms/guarded';
import { resolve } from '$app/paths';
import { queuePlace } from '$lib/visits/queue/queries';
import { cancel } from '$lib/visits/scheduling/actions.server';
import { visitsKey } from '$lib/visits/scheduling/live';
import { answersKey } from '$lib/records/questionnaires/live';
import { askedBefore } from '$lib/records/questionnaires/queries';
import type { PageServerLoad } from './$types';
import { portalVisit } from './visit.server';

export const load: PageServerLoad = async (event) => {
	event.depends(visitsKey);
	event.depends(answersKey);
	const visit = await portalVisit(event);
	const [place, asked] = await Promise.all([
		visit.status === 'checked_in' ? queuePlace(event.locals.supabase, visit.id) : null,
		askedBefore(event.locals.supabase, [visit.id])
	]);
	return { visit, place, asked, now: new Date().toISOString() };
};

export const actions = guarded((event: RequestEvent<{ id: string }>) => portalVisit(event), {
	cancel: (event) => cancel(event, (visit) => resolve(`/portal/visits/${visit}`) + '?cancelled')
});
