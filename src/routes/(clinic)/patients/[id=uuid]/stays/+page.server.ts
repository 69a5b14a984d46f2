import { pageNumber } from '$lib/app/lists/page';
import { permitted } from '$lib/access/session/guard.server';
import { openChart } from '$lib/people/openings/open.server';
import { chartKey } from '$lib/records/chart/live';
import { patientStays } from '$lib/records/chart/stays';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.depends(chartKey);
	permitted(event, 'charts.read');
	await openChart(event, event.params.id);
	return {
		stays: await patientStays(
			event.locals.supabase,
			event.params.id,
			pageNumber(event.url.searchParams.get('page'))
		)
	};
};
