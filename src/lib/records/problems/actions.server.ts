import type { RequestEvent } from '@sveltejs/kit';
import { perform } from '$lib/app/forms/perform.server';
import { m } from '$lib/paraglide/messages.js';
import { addDiagnosis, addProblem, editProblem, listDiagnosis, rankDiagnosis } from './commands';
import { strikeEntry, strikeSchema } from './entries';
import { explainEntry } from './errors';
import { problemById } from './queries';
import {
	addDiagnosisSchema,
	addProblemSchema,
	editProblemSchema,
	listSchema,
	rankSchema
} from './schema';
import { wrongWords } from './words';

type RecordEvent = RequestEvent<{ id: string }>;

/* Whether the caller may, and has the chart open, is for the database to say. */

export const strikeActions = {
	strike: (event: RecordEvent) =>
		perform(event, {
			schema: strikeSchema,
			words: wrongWords,
			explain: explainEntry,
			run: (input) => strikeEntry(event.locals.supabase, input)
		})
};

export const problemActions = {
	addProblem: (event: RecordEvent) =>
		perform(event, {
			schema: addProblemSchema,
			words: wrongWords,
			explain: explainEntry,
			run: (input) => addProblem(event.locals.supabase, event.params.id, input)
		}),
	editProblem: (event: RecordEvent) =>
		perform(event, {
			schema: editProblemSchema,
			words: wrongWords,
			explain: explainEntry,
			run: (input) => editProblem(event.locals.supabase, input),
			async amend(refused, { code }, { problem_id }) {
				if (code !== 'LN009') return refused;
				// What was typed stays beside what is stored now; saving again is then a decision.
				const stored = await problemById(event.locals.supabase, problem_id);
				return {
					...refused,
					message: m.problems_error_changed_both(),
					values: { ...refused.values, ...(stored && { version: String(stored.version) }) },
					stale: false
				};
			}
		}),
	addDiagnosis: (event: RecordEvent) =>
		perform(event, {
			schema: addDiagnosisSchema,
			words: wrongWords,
			explain: explainEntry,
			run: (input) => addDiagnosis(event.locals.supabase, event.params.id, input)
		}),
	rankDiagnosis: (event: RecordEvent) =>
		perform(event, {
			schema: rankSchema,
			explain: explainEntry,
			run: (input) => rankDiagnosis(event.locals.supabase, input)
		}),
	listDiagnosis: (event: RecordEvent) =>
		perform(event, {
			schema: listSchema,
			explain: explainEntry,
			run: (input) => listDiagnosis(event.locals.supabase, input)
		})
};
