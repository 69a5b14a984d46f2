import type { RequestEvent } from '@sveltejs/kit';
import { hospitalSettings } from '$lib/access/session/hospital.server';
import type { Explained, Refusal } from '$lib/app/errors/explain';
import { perform } from '$lib/app/forms/perform.server';
import { instantOf } from '$lib/app/time/instants.server';
import { m } from '$lib/paraglide/messages.js';
import { explainEntry } from '$lib/records/problems/errors';
import { recordMeasurements, setGestation } from './commands';
import { gestationSchema, recordSchema, type RefusedMeasurements } from './schema';
import { wrongMeasurement } from './words';

type RecordEvent = RequestEvent<{ id: string }>;

function explainMeasurement(error: Refusal): Explained {
	if (error.code === '22023' && error.hint?.startsWith('p_')) {
		const field = error.hint.slice(2);
		return { status: 422, message: wrongMeasurement(field), field };
	}
	return explainEntry(error, {
		byCode: { LN024: { status: 422, message: m.measurements_error_unusual } }
	});
}

/* Whether the caller may, and has the chart open, is for the database to say. */

export const measurementActions = {
	record: (event: RecordEvent) =>
		perform(event, {
			schema: recordSchema,
			words: wrongMeasurement,
			explain: explainMeasurement,
			async run(input) {
				const client = event.locals.supabase;
				const { time_zone } = await hospitalSettings(client);
				const at = input.measured_at && instantOf(input.measured_at, time_zone);
				return recordMeasurements(client, event.params.id, input, at);
			},
			amend: (refused, { code, hint }): RefusedMeasurements => ({
				...refused,
				unusual: code === 'LN024' ? (hint ?? '').split(' ') : []
			})
		}),
	gestation: (event: RecordEvent) =>
		perform(event, {
			schema: gestationSchema,
			words: wrongMeasurement,
			explain: explainMeasurement,
			run: (input) => setGestation(event.locals.supabase, event.params.id, input)
		})
};
