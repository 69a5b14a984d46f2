import { ofKind } from '$lib/access/session/guard.server';
import { wardsKey } from '$lib/wards/board/live';
import { waitingAdmissions, wardSummaries } from '$lib/wards/board/queries';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.depends(wardsKey);
	ofKind(event, 'admin', 'doctor', 'staff');
	const [wards, waiting] = await Promise.all([
		wardSummaries(event.locals.supabase),
		waitingAdmissions(event.locals.supabase)
	]);
	return { wards, waiting, now: new Date().toISOString() };
};
