import { guarded } from '$lib/app/forms/guarded';
import { dayOf } from '$lib/app/time/days';
import { may } from '$lib/access/session/access';
import { permitted } from '$lib/access/session/guard.server';
import { hospitalSettings } from '$lib/access/session/hospital.server';
import { openChart } from '$lib/people/openings/open.server';
import { prescriptionActions } from '$lib/records/prescriptions/actions.server';
import { prescriptionsKey } from '$lib/records/prescriptions/live';
import { prescriptionsOf } from '$lib/records/prescriptions/queries';
import { reconciliationActions } from '$lib/records/reconciliation/actions.server';
import { lastReconciliation, stayOf } from '$lib/records/reconciliation/queries';
import type { PageServerLoad } from './$types';
import type { RequestEvent } from '@sveltejs/kit';

export const load: PageServerLoad = async (event) => {
	event.depends(prescriptionsKey);
	const access = permitted(event, 'charts.read');
	// The layout says what to do where it stays shut: nothing is read then.
	await openChart(event, event.params.id);
	const client = event.locals.supabase;
	const [prescriptions, stay, reconciliation, { time_zone }] = await Promise.all([
		prescriptionsOf(client, event.params.id),
		stayOf(client, event.params.id),
		lastReconciliation(client, event.params.id),
		hospitalSettings(client)
	]);
	return {
		prescriptions,
		stay,
		reconciliation,
		today: dayOf(new Date(), time_zone),
		writes: may(access, 'prescriptions.write')
	};
};

export const actions = guarded(
	(event: RequestEvent<{ id: string }>) => permitted(event, 'prescriptions.write'),
	{ ...prescriptionActions, ...reconciliationActions }
);
