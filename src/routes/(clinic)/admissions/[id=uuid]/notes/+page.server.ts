import { startOf } from '$lib/app/lists/cursor';
import type { RequestEvent } from '@sveltejs/kit';
import { guarded } from '$lib/app/forms/guarded';
import { may } from '$lib/access/session/access';
import { careKey } from '$lib/wards/care/live';
import { noteActions } from '$lib/wards/care/actions.server';
import { stayNotes } from '$lib/wards/care/queries';
import { openStay } from '$lib/people/openings/open.server';
import { permitted } from '$lib/access/session/guard.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.depends(careKey);
	const access = permitted(event, 'charts.read');
	await openStay(event, event.params.id);
	const client = event.locals.supabase;
	const start = startOf(event.url.searchParams);
	// Whose stay it is, is the layout's to judge.
	const [{ admission }, notes] = await Promise.all([
		event.parent(),
		stayNotes(client, event.params.id, start)
	]);
	return {
		notes,
		newest: start === null,
		mayWrite: may(access, 'nursing.record') && !admission.discharged_at,
		now: new Date().toISOString()
	};
};

export const actions = guarded(
	(event: RequestEvent<{ id: string }>) => permitted(event, 'nursing.record'),
	noteActions
);
