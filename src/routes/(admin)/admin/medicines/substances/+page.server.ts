import { guarded } from '$lib/app/forms/guarded';
import { pageNumber } from '$lib/app/lists/page';
import { permitted } from '$lib/access/session/guard.server';
import { substanceActions } from '$lib/records/medicines/actions.server';
import { medicinesKey } from '$lib/records/medicines/live';
import { groups, substances } from '$lib/records/medicines/queries';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	permitted(event, 'medicines.manage');
	event.depends(medicinesKey);
	const asked = event.url.searchParams;
	const client = event.locals.supabase;
	const [list, all] = await Promise.all([
		substances(client, { query: asked.get('q') ?? '', page: pageNumber(asked.get('page')) }),
		groups(client)
	]);
	return { list, groups: all };
};

export const actions = guarded((event) => permitted(event, 'medicines.manage'), substanceActions);
