import { error } from '@sveltejs/kit';
import { m } from '$lib/paraglide/messages.js';
import { permitted } from '$lib/access/session/guard.server';
import { figures } from '$lib/wards/figures/figures.server';
import { wardSummaries } from '$lib/wards/board/queries';
import { wardFiguresKey } from '$lib/wards/figures/live';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.depends(wardFiguresKey);
	const { ward_ids } = permitted(event, 'reports.wards');
	const { ward } = event.params;
	if (!ward_ids.includes(ward)) error(404, m.errors_not_found());
	const [wards, all] = await Promise.all([
		wardSummaries(event.locals.supabase),
		figures(event.locals.supabase, ward, event.url.searchParams.get('range'))
	]);
	const wardName = wards.find(({ ward_id }) => ward_id === ward)?.ward_name;
	if (!wardName) error(404, m.errors_not_found());
	return { ...all, wardId: ward, wardName };
};
