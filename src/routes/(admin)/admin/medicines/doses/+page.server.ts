import { guarded } from '$lib/app/forms/guarded';
import { pageNumber } from '$lib/app/lists/page';
import { permitted } from '$lib/access/session/guard.server';
import { rangeActions } from '$lib/records/medicines/actions.server';
import { medicinesKey } from '$lib/records/medicines/live';
import { ranges } from '$lib/records/medicines/queries';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	permitted(event, 'medicines.manage');
	event.depends(medicinesKey);
	const asked = event.url.searchParams;
	return {
		list: await ranges(event.locals.supabase, {
			query: asked.get('q') ?? '',
			page: pageNumber(asked.get('page'))
		})
	};
};

export const actions = guarded((event) => permitted(event, 'medicines.manage'), rangeActions);
