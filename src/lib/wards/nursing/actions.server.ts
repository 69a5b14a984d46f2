import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { instantOf } from '$lib/app/time/instants.server';
import { permitted } from '$lib/access/session/guard.server';
import { hospitalSettings } from '$lib/access/session/hospital.server';
import { perform } from '$lib/app/forms/posted.server';
import { withQuery } from '$lib/app/ui/address';
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
	voidSchema
} from './schema';

/** Back to the screen, as it now is. */
const here = (event: RequestEvent, done: string): never =>
	redirect(303, event.url.pathname + withQuery(event.url, { done }));

/** Records what was typed. Refused for unusual values, the answer names them: the form asks to confirm. */
export async function record(event: RequestEvent, admissionId: string) {
	permitted(event, 'nursing.record');
	const client = event.locals.supabase;
	let unusual: string[] = [];
	const { data, refusal } = await perform(
		event,
		observationSchema,
		(error) => {
			if (error.code === 'LN024') unusual = (error.hint ?? '').split(',');
			return explainNursing(error);
		},
		async (input) => {
			const { time_zone } = await hospitalSettings(client);
			const at = input.observed_at && instantOf(input.observed_at, time_zone);
			return recordObservation(client, admissionId, input, at);
		}
	);
	if (refusal) return fail(refusal.status, { refused: refusal.data.refused, unusual });
	return here(event, data?.news2_score === null ? 'recorded' : `score-${data?.news2_score}`);
}

export async function strikeOut(event: RequestEvent) {
	permitted(event, 'nursing.record');
	const { refusal } = await perform(event, voidSchema, explainNursing, (input) =>
		voidObservation(event.locals.supabase, input.observation_id, input.reason)
	);
	return refusal ?? here(event, 'voided');
}

export async function acknowledge(event: RequestEvent) {
	permitted(event, 'nursing.record');
	const { refusal } = await perform(event, acknowledgeSchema, explainNursing, (input) =>
		acknowledgeAlert(event.locals.supabase, input.alert_id, input.note)
	);
	return refusal ?? here(event, 'acknowledged');
}

export async function chooseScale(event: RequestEvent, admissionId: string) {
	permitted(event, 'nursing.record');
	const { refusal } = await perform(event, scaleSchema, explainNursing, (input) =>
		setSpo2Scale(event.locals.supabase, admissionId, input.scale)
	);
	return refusal ?? here(event, 'settings');
}

export async function sayPregnant(event: RequestEvent, admissionId: string) {
	permitted(event, 'nursing.record');
	const { refusal } = await perform(event, pregnancySchema, explainNursing, (input) =>
		setPregnancy(event.locals.supabase, admissionId, input.pregnant)
	);
	return refusal ?? here(event, 'settings');
}
