import { permitted } from '$lib/access/session/guard.server';
import { reconciliationKey } from '$lib/records/reconciliation/live';
import { unreconciledStays } from '$lib/records/reconciliation/queries';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.depends(reconciliationKey);
	permitted(event, 'charts.read');
	return { stays: await unreconciledStays(event.locals.supabase) };
};
