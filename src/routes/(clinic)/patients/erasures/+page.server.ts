import type { RequestEvent } from '@sveltejs/kit';
import { permitted } from '$lib/access/session/guard.server';
import { guarded } from '$lib/app/forms/guarded';
import { idFrom } from '$lib/app/forms/id';
import { startOf } from '$lib/app/lists/cursor';
import { ask, decide } from '$lib/people/erasures/actions.server';
import { erasuresKey } from '$lib/people/erasures/live';
import { erasurePreview } from '$lib/people/erasures/preview.server';
import { erasureRequests } from '$lib/people/erasures/queries';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.depends(erasuresKey);
	const access = permitted(event, 'patients.erase');
	const query = event.url.searchParams;
	const patientId = idFrom(query.get('patient'));
	const [requests, preview] = await Promise.all([
		erasureRequests(event.locals.supabase, startOf(query)),
		patientId ? erasurePreview(event.locals.supabase, patientId) : null
	]);
	return { requests, preview, userId: access.user_id };
};

export const actions = guarded((event: RequestEvent) => permitted(event, 'patients.erase'), {
	ask,
	decide
});
