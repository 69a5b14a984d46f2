import type { RequestEvent } from '@sveltejs/kit';
import { guarded } from '$lib/app/forms/guarded';
import { may } from '$lib/access/session/access';
import { observationsKey } from '$lib/wards/nursing/live';
import { stayActions } from '$lib/wards/nursing/actions.server';
import { alertsOf, observationPage, observationTrend } from '$lib/wards/nursing/queries';
import { pageNumber } from '$lib/app/lists/page';
import { openStay } from '$lib/people/openings/open.server';
import { permitted } from '$lib/access/session/guard.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.depends(observationsKey);
	const access = permitted(event, 'charts.read');
	await openStay(event, event.params.id);
	const { id } = event.params;
	const client = event.locals.supabase;
	// Whose stay it is, is the layout's to judge; who may not see it gets no rows here either.
	const [{ admission }, history, trend, alerts] = await Promise.all([
		event.parent(),
		observationPage(client, id, {
			page: pageNumber(event.url.searchParams.get('page'))
		}),
		observationTrend(client, id),
		alertsOf(client, id)
	]);
	return {
		history,
		trend,
		alerts,
		records: may(access, 'nursing.record') && admission.discharged_at === null,
		isDoctor: access.doctor_id !== null
	};
};

export const actions = guarded(
	(event: RequestEvent<{ id: string }>) => permitted(event, 'nursing.record'),
	stayActions
);
