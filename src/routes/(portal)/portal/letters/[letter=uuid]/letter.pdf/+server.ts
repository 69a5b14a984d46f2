import { error } from '@sveltejs/kit';
import { m } from '$lib/paraglide/messages.js';
import { letterAnswer, sheetOf } from '$lib/records/letters/answer.server';
import { copyOf } from '$lib/records/letters/kinds';
import { letterById } from '$lib/records/letters/queries';
import { recordOf } from '../../../record/record.server';
import type { RequestHandler } from './$types';

/** A letter on paper that was released to the reader, or about somebody they look after, and holds. */
export const GET: RequestHandler = async (event) => {
	const { people } = await recordOf(event);
	for (const { id } of people) {
		const letter = await letterById(event.locals.supabase, id, event.params.letter);
		const sheet =
			letter?.status === 'signed' && letter.released_at
				? sheetOf(letter, null, {
						at: event.url,
						copy: copyOf(event.url.searchParams.get('copy'))
					})
				: null;
		if (sheet) return letterAnswer(sheet);
	}
	error(404, m.errors_not_found());
};
