import { liveKeys } from '$lib/live/keys';
import { permitted } from '$lib/server/guard';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => {
	event.depends(liveKeys.observations);
	permitted(event, 'charts.read');
};
