import { guarded } from '$lib/app/forms/guarded';
import { permitted } from '$lib/access/session/guard.server';
import { groupActions } from '$lib/records/medicines/actions.server';
import { medicinesKey } from '$lib/records/medicines/live';
import { groups } from '$lib/records/medicines/queries';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	permitted(event, 'medicines.manage');
	event.depends(medicinesKey);
	return { groups: await groups(event.locals.supabase) };
};

export const actions = guarded((event) => permitted(event, 'medicines.manage'), groupActions);
