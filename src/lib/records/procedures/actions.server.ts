import type { RequestEvent } from '@sveltejs/kit';
import { perform } from '$lib/app/forms/perform.server';
import { m } from '$lib/paraglide/messages.js';
import { explainEntry } from '$lib/records/problems/errors';
import { wrongWords } from '$lib/records/problems/words';
import { addProcedure, editProcedure } from './commands';
import { procedureVersion } from './queries';
import { addProcedureSchema, editProcedureSchema } from './schema';

type RecordEvent = RequestEvent<{ id: string }>;

/* Whether the caller may, and has the chart open, is for the database to say. */

export const procedureActions = {
	addProcedure: (event: RecordEvent) =>
		perform(event, {
			schema: addProcedureSchema,
			words: wrongWords,
			explain: explainEntry,
			run: (input) => addProcedure(event.locals.supabase, event.params.id, input)
		}),
	editProcedure: (event: RecordEvent) =>
		perform(event, {
			schema: editProcedureSchema,
			words: wrongWords,
			explain: explainEntry,
			run: (input) => editProcedure(event.locals.supabase, input),
			async amend(refused, { code }, { procedure_id }) {
				if (code !== 'LN009') return refused;
				const version = await procedureVersion(event.locals.supabase, procedure_id);
				return {
					...refused,
					message: m.problems_error_changed_both(),
					values: { ...refused.values, ...(version && { version: String(version) }) },
					stale: false
				};
			}
		})
};
