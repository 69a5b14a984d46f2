import type { RequestEvent } from '@sveltejs/kit';
import { guarded } from '$lib/app/forms/guarded';
import { send } from '$lib/records/questionnaires/actions.server';
import { answersKey } from '$lib/records/questionnaires/live';
import { questionsOfVisit } from '$lib/records/questionnaires/queries';
import { visitsKey } from '$lib/visits/scheduling/live';
import type { PageServerLoad } from './$types';
import { portalVisit } from '../visit.server';

export const load: PageServerLoad = async (event) => {
	event.depends(visitsKey);
	event.depends(answersKey);
	// Whose visit it is, before what is asked: for anybody else it is not there.
	const visit = await portalVisit(event);
	return { visit, asked: await questionsOfVisit(event.locals.supabase, visit.id) };
};

export const actions = guarded((event: RequestEvent<{ id: string }>) => portalVisit(event), {
	send: (event) => send(event)
});
