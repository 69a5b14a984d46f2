import type { RequestEvent } from '@sveltejs/kit';
import { perform } from '$lib/app/forms/perform.server';
import { explainCare } from '$lib/wards/care/errors';
import { saveHandover } from './commands';
import { lastWordsSchema } from './schema';

/** A tab that closes sends what it had not stored; nobody waits for the answer. */
export const keepLastWords = (event: RequestEvent) =>
	perform(event, {
		schema: lastWordsSchema,
		explain: explainCare,
		run: (input) =>
			saveHandover(event.locals.supabase, input.sheet_id, {
				known_seq: input.known_seq,
				update: input.update,
				sections: null,
				text_seq: null,
				snapshot: false,
				heard: false
			}),
		next: () => ({ kept: true })
	});
