import { guarded } from '$lib/app/forms/guarded';
import { permitted } from '$lib/access/session/guard.server';
import { importActions } from '$lib/records/medicines/actions.server';
import { medicinesKey } from '$lib/records/medicines/live';
import { imports } from '$lib/records/medicines/queries';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	permitted(event, 'medicines.manage');
	event.depends(medicinesKey);
	return { imports: await imports(event.locals.supabase) };
};

export const actions = guarded((event) => permitted(event, 'medicines.manage'), importActions);
