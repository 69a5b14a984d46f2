import { error, type RequestEvent } from '@sveltejs/kit';
import { startOf } from '$lib/app/lists/cursor';
import { may } from '$lib/access/session/access';
import { careActions } from '$lib/wards/care/actions.server';
import { careKey } from '$lib/wards/care/live';
import { stayNotes } from '$lib/wards/care/queries';
import { admissionHeader } from '$lib/wards/nursing/queries';
import { m } from '$lib/paraglide/messages.js';
import { permitted } from '$lib/access/session/guard.server';
import type { Actions, PageServerLoad } from './$types';

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

const recording =
	<Answer>(action: (event: RequestEvent<{ id: string }>) => Answer) =>
	(event: RequestEvent<{ id: string }>) => {
		permitted(event, 'nursing.record');
		return action(event);
	};

export const actions: Actions = {
	write: recording((event) => careActions.write(event, event.params.id)),
	correct: recording(careActions.correct)
};
