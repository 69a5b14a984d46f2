import type { RequestEvent } from '@sveltejs/kit';
import { here, perform } from '$lib/app/forms/perform.server';
import {
	addAllergy,
	checkAllergyReport,
	recordNoAllergies,
	resolveAllergy,
	withdrawNoAllergies
} from './commands';
import { explainAllergy } from './errors';
import { allergySchema, checkReportSchema, nothingSchema, resolveAllergySchema } from './schema';

type RecordEvent = RequestEvent<{ id: string }>;

/** What is done about a patient's allergies on their page; whose patient it is, is the database's to judge. */
export const allergyActions = {
	addAllergy: (event: RecordEvent) =>
		perform(event, {
			schema: allergySchema,
			explain: explainAllergy,
			run: (allergy) => addAllergy(event.locals.supabase, event.params.id, allergy),
			next: () => here(event, {})
		}),
	resolveAllergy: (event: RecordEvent) =>
		perform(event, {
			schema: resolveAllergySchema,
			explain: explainAllergy,
			run: ({ allergy_id }) => resolveAllergy(event.locals.supabase, allergy_id),
			next: () => here(event, {})
		}),
	checkAllergyReport: (event: RecordEvent) =>
		perform(event, {
			schema: checkReportSchema,
			explain: explainAllergy,
			run: ({ report_id }) => checkAllergyReport(event.locals.supabase, report_id),
			next: () => here(event, {})
		}),
	noAllergies: (event: RecordEvent) =>
		perform(event, {
			schema: nothingSchema,
			explain: explainAllergy,
			run: () => recordNoAllergies(event.locals.supabase, event.params.id),
			next: () => here(event, {})
		}),
	undoNoAllergies: (event: RecordEvent) =>
		perform(event, {
			schema: nothingSchema,
			explain: explainAllergy,
			run: () => withdrawNoAllergies(event.locals.supabase, event.params.id),
			next: () => here(event, {})
		})
};
