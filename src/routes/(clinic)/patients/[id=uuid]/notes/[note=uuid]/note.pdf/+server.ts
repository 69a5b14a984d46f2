import { error } from '@sveltejs/kit';
import { m } from '$lib/paraglide/messages.js';
import { chartOf } from '$lib/people/openings/chart.server';
import { noteAnswer } from '$lib/records/notes/answer.server';
import { noteById } from '$lib/records/notes/queries';
import type { RequestHandler } from './$types';

/** A note on paper, for whoever may see the page it is on. */
export const GET: RequestHandler = async (event) => {
	await chartOf(event);
	const client = event.locals.supabase;
	const note = await noteById(client, event.params.id, event.params.note);
	if (!note) error(404, m.errors_not_found());
	return noteAnswer(client, note);
};
