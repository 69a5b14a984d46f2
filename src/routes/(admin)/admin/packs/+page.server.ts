import { permitted } from '$lib/access/session/guard.server';
import { guarded } from '$lib/app/forms/guarded';
import { pageNumber } from '$lib/app/lists/page';
import { packActions } from '$lib/records/administration/actions.server';
import { packsKey } from '$lib/records/administration/live';
import { packs } from '$lib/records/administration/queries';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	permitted(event, 'medicines.manage');
	event.depends(packsKey);
	return {
		packs: await packs(event.locals.supabase, pageNumber(event.url.searchParams.get('page')))
	};
};

export const actions = guarded((event) => permitted(event, 'medicines.manage'), packActions);
