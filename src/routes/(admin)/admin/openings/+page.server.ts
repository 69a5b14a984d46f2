import type { RequestEvent } from '@sveltejs/kit';
import { permitted } from '$lib/access/session/guard.server';
import { guarded } from '$lib/app/forms/guarded';
import { startOf } from '$lib/app/lists/cursor';
import { answerAction, reviewAction } from '$lib/people/openings/actions.server';
import { openingsKey } from '$lib/people/openings/live';
import { openQuestions, reviewCounts, reviewQueue } from '$lib/people/openings/queries';
import { states } from '$lib/people/openings/kinds';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.depends(openingsKey);
	const access = permitted(event, 'charts.review');
	const client = event.locals.supabase;
	const query = event.url.searchParams;
	const now = new Date().toISOString();
	const counts = await reviewCounts(client);
	// What is late is looked at first.
	const state =
		states.find((known) => known === query.get('state')) ??
		(counts.overdue > 0 ? 'overdue' : 'due');
	return {
		state,
		counts,
		staffId: access.staff_id,
		now,
		questions: state === 'questions' ? await openQuestions(client, startOf(query)) : null,
		reviews:
			state === 'questions'
				? null
				: await reviewQueue(client, { state, start: startOf(query), now })
	};
};

export const actions = guarded((event: RequestEvent) => permitted(event, 'charts.review'), {
	review: reviewAction,
	answer: answerAction
});
