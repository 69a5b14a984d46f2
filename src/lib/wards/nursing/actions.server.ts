import { instantOf } from '$lib/app/time/instants.server';
import type { RequestEvent } from '@sveltejs/kit';
import { here, perform } from '$lib/app/forms/perform.server';
import { hospitalSettings } from '$lib/access/session/hospital.server';
import {
	acknowledgeAlert,
	recordObservation,
	setPregnancy,
	setSpo2Scale,
	voidObservation
} from './commands';
import { explainNursing } from './errors';
import {
	acknowledgeSchema,
	observationSchema,
	pregnancySchema,
	scaleSchema,
	voidSchema,
	type RefusedObservation
} from './schema';

type StayEvent = RequestEvent<{ id: string }>;

/** The screen, as it now is. */
const back = (event: RequestEvent, done: string) => here(event, { done });

export const acknowledge = (event: RequestEvent) =>
	perform(event, {
		schema: acknowledgeSchema,
		explain: explainNursing,
		run: ({ alert_id, note }) => acknowledgeAlert(event.locals.supabase, alert_id, note),
		next: () => back(event, 'acknowledged')
	});

/** What is done on a patient's own screen. */
export const stayActions = {
	/** Records what was typed. Refused for unusual values, the answer names them: the form asks to confirm. */
	record: (event: StayEvent) => {
		const client = event.locals.supabase;
		return perform(event, {
			schema: observationSchema,
			explain: explainNursing,
			async run(input) {
				const { time_zone } = await hospitalSettings(client);
				const at = input.observed_at && instantOf(input.observed_at, time_zone);
				return recordObservation(client, event.params.id, input, at);
			},
			next: ({ data }) =>
				back(event, data?.news2_score === null ? 'recorded' : `score-${data?.news2_score}`),
			amend: (refused, { code, hint }): RefusedObservation => ({
				...refused,
				unusual: code === 'LN024' ? (hint ?? '').split(',') : []
			})
		});
	},

	void: (event: StayEvent) =>
		perform(event, {
			schema: voidSchema,
			explain: explainNursing,
			run: ({ observation_id, reason }) =>
				voidObservation(event.locals.supabase, observation_id, reason),
			next: () => back(event, 'voided')
		}),

	acknowledge,

	scale: (event: StayEvent) =>
		perform(event, {
			schema: scaleSchema,
			explain: explainNursing,
			run: ({ scale }) => setSpo2Scale(event.locals.supabase, event.params.id, scale),
			next: () => back(event, 'settings')
		}),

	pregnancy: (event: StayEvent) =>
		perform(event, {
			schema: pregnancySchema,
			explain: explainNursing,
			run: ({ pregnant }) => setPregnancy(event.locals.supabase, event.params.id, pregnant),
			next: () => back(event, 'settings')
		})
};
