import { guarded } from '$lib/app/forms/guarded';
import { pageNumber } from '$lib/app/lists/page';
import { permitted } from '$lib/access/session/guard.server';
import { catalogueActions } from '$lib/records/medicines/actions.server';
import { medicinesKey } from '$lib/records/medicines/live';
import { catalogue, catalogueShows, coverage } from '$lib/records/medicines/queries';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	permitted(event, 'medicines.manage');
	event.depends(medicinesKey);
	const asked = event.url.searchParams;
	const show = catalogueShows.find((known) => known === asked.get('show')) ?? 'used';
	const client = event.locals.supabase;
	const [list, covered] = await Promise.all([
		catalogue(client, { query: asked.get('q') ?? '', page: pageNumber(asked.get('page')), show }),
		coverage(client)
	]);
	return { list, show, coverage: covered };
};

export const actions = guarded((event) => permitted(event, 'medicines.manage'), catalogueActions);
