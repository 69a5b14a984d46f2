import { guarded } from '$lib/app/forms/guarded';
import { portalActions } from '$lib/records/prescriptions/actions.server';
import { prescriptionsKey } from '$lib/records/prescriptions/live';
import { requestsOf, running } from '$lib/records/prescriptions/queries';
import { lastReconciliation } from '$lib/records/reconciliation/queries';
import { recordOf } from '../record/record.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.depends(prescriptionsKey);
	const { people, shown } = await recordOf(event);
	const client = event.locals.supabase;
	const [medicines, requests, reconciliation] = await Promise.all([
		running(client, shown.id),
		requestsOf(client, shown.id),
		lastReconciliation(client, shown.id)
	]);
	return { people, patient: shown, medicines, requests, reconciliation };
};

export const actions = guarded(recordOf, portalActions);
