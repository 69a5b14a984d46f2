import type { RequestEvent } from '@sveltejs/kit';
import { perform } from '$lib/app/forms/perform.server';
import {
	answerCheck,
	answerRepeat,
	askForRepeat,
	deleteSet,
	discardPrescription,
	prescribe,
	prescribeTogether,
	renewPrescription,
	saveSet,
	signPrescription,
	stopPrescription,
	withdrawRepeat
} from './commands';
import { explainPrescription } from './errors';
import {
	answerSchema,
	askSchema,
	deleteSetSchema,
	discardSchema,
	prescribeSchema,
	readPrescription,
	readSet,
	readTogether,
	repeatSchema,
	setSchema,
	signSchema,
	stopSchema,
	togetherSchema,
	withdrawSchema
} from './schema';
import { wrongPrescription } from './words';

type ChartEvent = RequestEvent<{ id: string }>;

const told = { words: wrongPrescription, explain: explainPrescription };

/* Whether the caller may, and has the chart open, is for the database to say. */

export const prescriptionActions = {
	prescribe: (event: ChartEvent) =>
		perform(event, {
			...told,
			schema: prescribeSchema,
			read: readPrescription,
			run: (input) => prescribe(event.locals.supabase, event.params.id, input)
		}),
	together: (event: ChartEvent) =>
		perform(event, {
			...told,
			schema: togetherSchema,
			read: readTogether,
			run: (input) => prescribeTogether(event.locals.supabase, event.params.id, input)
		}),
	sign: (event: ChartEvent) =>
		perform(event, {
			...told,
			schema: signSchema,
			run: (input) => signPrescription(event.locals.supabase, input)
		}),
	renew: (event: ChartEvent) =>
		perform(event, {
			...told,
			schema: signSchema,
			run: (input) => renewPrescription(event.locals.supabase, input)
		}),
	stop: (event: ChartEvent) =>
		perform(event, {
			...told,
			schema: stopSchema,
			run: (input) => stopPrescription(event.locals.supabase, input)
		}),
	discard: (event: ChartEvent) =>
		perform(event, {
			...told,
			schema: discardSchema,
			run: ({ prescription_id }) => discardPrescription(event.locals.supabase, prescription_id)
		}),
	answer: (event: ChartEvent) =>
		perform(event, {
			...told,
			schema: answerSchema,
			run: (input) => answerCheck(event.locals.supabase, input)
		})
};

/** On the portal. */
export const portalActions = {
	ask: (event: RequestEvent) =>
		perform(event, {
			...told,
			schema: askSchema,
			run: (input) => askForRepeat(event.locals.supabase, input)
		}),
	withdraw: (event: RequestEvent) =>
		perform(event, {
			...told,
			schema: withdrawSchema,
			run: ({ request_id }) => withdrawRepeat(event.locals.supabase, request_id)
		})
};

export const inboxActions = {
	answer: (event: RequestEvent) =>
		perform(event, {
			...told,
			schema: repeatSchema,
			run: (input) => answerRepeat(event.locals.supabase, input)
		})
};

/** Sets of medicines, of a doctor or a specialty. */
export const setActions = {
	save: (event: RequestEvent) =>
		perform(event, {
			...told,
			schema: setSchema,
			read: readSet,
			run: (input) => saveSet(event.locals.supabase, input)
		}),
	remove: (event: RequestEvent) =>
		perform(event, {
			...told,
			schema: deleteSetSchema,
			run: ({ id }) => deleteSet(event.locals.supabase, id)
		})
};
