import { error } from '@sveltejs/kit';
import { permitted } from '$lib/access/session/guard.server';
import { m } from '$lib/paraglide/messages.js';
import { openChart } from '$lib/people/openings/open.server';
import { answersKey } from '$lib/records/questionnaires/live';
import { sentAnswers } from '$lib/records/questionnaires/queries';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.depends(answersKey);
	permitted(event, 'charts.read');
	const { opening } = await openChart(event, event.params.id);
	const sent = await sentAnswers(event.locals.supabase, event.params.id, {
		id: event.params.questionnaire
	});
	// While the chart is shut nothing is read, and the frame says so.
	if (sent.length === 0 && opening) error(404, m.errors_not_found());
	return { sent };
};
