import { liveKeys } from '$lib/live/keys';
import { ofKind } from '$lib/server/guard';
import { waitingAdmissions, wardSummaries } from '$lib/wards/queries';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.depends(liveKeys.wards);
	ofKind(event, 'admin', 'doctor', 'staff');
	const [wards, waiting] = await Promise.all([
		wardSummaries(event.locals.supabase),
		waitingAdmissions(event.locals.supabase)
	]);
	return { wards, waiting, now: new Date().toISOString() };
};
