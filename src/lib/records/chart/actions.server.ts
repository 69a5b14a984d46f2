import type { RequestEvent } from '@sveltejs/kit';
import { here, perform } from '$lib/app/forms/perform.server';
import { explainMark } from './errors';
import {
	alertSchema,
	endAlertSchema,
	endPregnancySchema,
	pregnancySchema,
	resuscitationSchema
} from './schema';

type ChartEvent = RequestEvent<{ id: string }>;

/* Whether the caller may, and whose patient it is, is for the database to say. */
export const markActions = {
	addAlert: (event: ChartEvent) =>
		perform(event, {
			schema: alertSchema,
			explain: explainMark,
			run: ({ kind, words, until }) =>
				event.locals.supabase.rpc('add_patient_alert', {
					p_patient_id: event.params.id,
					p_kind: kind,
					p_words: words,
					p_until: until
				}),
			next: () => here(event)
		}),
	endAlert: (event: ChartEvent) =>
		perform(event, {
			schema: endAlertSchema,
			explain: explainMark,
			run: ({ alert_id, reason }) =>
				event.locals.supabase.rpc('end_patient_alert', { p_alert_id: alert_id, p_reason: reason }),
			next: () => here(event)
		}),
	decide: (event: ChartEvent) =>
		perform(event, {
			schema: resuscitationSchema,
			explain: explainMark,
			run: ({ decision, discussed, reason, treatment, review_on }) =>
				event.locals.supabase.rpc('decide_resuscitation', {
					p_patient_id: event.params.id,
					p_decision: decision,
					p_discussed: discussed,
					p_reason: reason,
					p_treatment: treatment,
					p_review_on: review_on
				}),
			next: () => here(event)
		}),
	pregnancy: (event: ChartEvent) =>
		perform(event, {
			schema: pregnancySchema,
			explain: explainMark,
			run: ({ due_on }) =>
				event.locals.supabase.rpc('record_pregnancy', {
					p_patient_id: event.params.id,
					p_due_on: due_on
				}),
			next: () => here(event)
		}),
	endPregnancy: (event: ChartEvent) =>
		perform(event, {
			schema: endPregnancySchema,
			explain: explainMark,
			run: ({ pregnancy_id }) =>
				event.locals.supabase.rpc('end_pregnancy', { p_pregnancy_id: pregnancy_id }),
			next: () => here(event)
		})
};
