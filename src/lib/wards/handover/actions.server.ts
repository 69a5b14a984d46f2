import type { RequestEvent } from '@sveltejs/kit';
import { perform } from '$lib/app/forms/posted.server';
import { explainCare } from '$lib/wards/care/errors';
import { saveHandover } from './commands';
import { lastWordsSchema } from './schema';

/** A tab that closes sends what it had not stored; nobody waits for the answer. */
export async function keepLastWords(event: RequestEvent) {
	const { refusal } = await perform(event, lastWordsSchema, explainCare, (input) =>
		saveHandover(event.locals.supabase, input.sheet_id, {
			known_seq: input.known_seq,
			update: input.update,
			sections: null,
			text_seq: null,
			snapshot: false
		})
	);
	return refusal ?? { kept: true };
}
