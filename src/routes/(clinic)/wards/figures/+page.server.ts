import { liveKeys } from '$lib/live/keys';
import { permitted } from '$lib/server/guard';
import { figures } from '$lib/ward-figures/figures.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.depends(liveKeys.wardFigures);
	permitted(event, 'reports.wards');
	return figures(event.locals.supabase, null, event.url.searchParams.get('range'));
};
