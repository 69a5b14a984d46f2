import type { RequestEvent } from '@sveltejs/kit';
import { perform } from '$lib/app/forms/perform.server';
import { explainEntry } from '$lib/records/problems/errors';
import { addFamilyHistory, stateSocialHistory } from './commands';
import { familySchema, socialSchema } from './schema';
import { wrongHistory } from './words';

type RecordEvent = RequestEvent<{ id: string }>;

/* Whether the caller may, and has the chart open, is for the database to say. */

export const historyActions = {
	addFamily: (event: RecordEvent) =>
		perform(event, {
			schema: familySchema,
			words: wrongHistory,
			explain: explainEntry,
			run: (input) => addFamilyHistory(event.locals.supabase, event.params.id, input)
		}),
	stateSocial: (event: RecordEvent) =>
		perform(event, {
			schema: socialSchema,
			words: wrongHistory,
			// The field is called otherwise: `text` is that of the form beside it.
			explain: (error) =>
				explainEntry(error.hint === 'p_text' ? { ...error, hint: 'p_words' } : error),
			run: (input) => stateSocialHistory(event.locals.supabase, event.params.id, input)
		})
};
