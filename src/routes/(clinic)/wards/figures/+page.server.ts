import { permitted } from '$lib/access/session/guard.server';
import { figures } from '$lib/wards/figures/figures.server';
import { wardFiguresKey } from '$lib/wards/figures/live';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.depends(wardFiguresKey);
	permitted(event, 'reports.wards');
	return figures(event.locals.supabase, null, event.url.searchParams.get('range'));
};
