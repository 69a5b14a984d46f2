import type { RequestEvent } from '@sveltejs/kit';
import type { Explained, Refusal } from '$lib/app/errors/explain';
import { perform } from '$lib/app/forms/perform.server';
import { m } from '$lib/paraglide/messages.js';
import { explainEntry } from '$lib/records/problems/errors';
import { recordImmunisation, saveVaccine } from './commands';
import { readVaccine, recordSchema, vaccineSchema } from './schema';
import { wrongImmunisation } from './words';

function explainImmunisation(error: Refusal): Explained {
	if (error.code === '22023' && error.hint?.startsWith('p_')) {
		const field = error.hint.slice(2);
		return { status: 422, message: wrongImmunisation(field), field };
	}
	return explainEntry(error, {
		byConstraint: {
			immunisations_dose_once: { status: 409, message: m.immunisations_error_again, field: 'dose' }
		}
	});
}

/* Whether the caller may, and has the chart open, is for the database to say. */

export const immunisationActions = {
	give: (event: RequestEvent<{ id: string }>) =>
		perform(event, {
			schema: recordSchema,
			words: wrongImmunisation,
			explain: explainImmunisation,
			run: (input) => recordImmunisation(event.locals.supabase, event.params.id, input)
		})
};

export const scheduleActions = {
	save: (event: RequestEvent) =>
		perform(event, {
			schema: vaccineSchema,
			read: readVaccine,
			words: wrongImmunisation,
			explain: explainImmunisation,
			run: (input) => saveVaccine(event.locals.supabase, input)
		})
};
