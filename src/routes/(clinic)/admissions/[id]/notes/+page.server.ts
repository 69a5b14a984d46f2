import { startOf } from '$lib/app/lists/cursor';
import { error, type RequestEvent } from '@sveltejs/kit';
import { guarded } from '$lib/app/forms/guarded';
import { may } from '$lib/access/session/access';
import { careKey } from '$lib/wards/care/live';
import { noteActions } from '$lib/wards/care/actions.server';
import { stayNotes } from '$lib/wards/care/queries';
import { admissionHeader } from '$lib/wards/nursing/queries';
import { m } from '$lib/paraglide/messages.js';
import { permitted } from '$lib/access/session/guard.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.depends(careKey);
	const access = permitted(event, 'charts.read');
	const client = event.locals.supabase;
	const admission = await admissionHeader(client, event.params.id);
	if (!admission) error(404, m.errors_not_found());
	const start = startOf(event.url.searchParams);
	return {
		notes: await stayNotes(client, admission.id, start),
		newest: start === null,
		mayWrite: may(access, 'nursing.record') && !admission.discharged_at,
		now: new Date().toISOString()
	};
};

export const actions = guarded(
	(event: RequestEvent<{ id: string }>) => permitted(event, 'nursing.record'),
	noteActions
);
