import { error } from '@sveltejs/kit';
import { m } from '$lib/paraglide/messages.js';
import { chartOf } from '$lib/people/openings/chart.server';
import { letterAnswer, sheetOf } from '$lib/records/letters/answer.server';
import { copyOf } from '$lib/records/letters/kinds';
import { factsNow, letterById } from '$lib/records/letters/queries';
import type { RequestHandler } from './$types';

/** A letter on paper, for whoever may see the page it is on: the newest version, or one that is named. */
export const GET: RequestHandler = async (event) => {
	await chartOf(event);
	const client = event.locals.supabase;
	const letter = await letterById(client, event.params.id, event.params.letter);
	const query = event.url.searchParams;
	const number = Number(query.get('version') ?? 0);
	const facts = letter?.draft
		? await factsNow(client, event.params.id, letter.draft.begun_by)
		: null;
	const sheet =
		letter &&
		sheetOf(letter, facts, {
			at: event.url,
			copy: copyOf(query.get('copy')),
			...(number > 0 && { number })
		});
	if (!sheet) error(404, m.errors_not_found());
	return letterAnswer(sheet);
};
