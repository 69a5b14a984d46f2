import type { RequestEvent } from '@sveltejs/kit';
import { resolve } from '$app/paths';
import { perform } from '$lib/app/forms/perform.server';
import { explainErasure } from './errors';
import { askSchema, decideSchema, wishSchema } from './schema';

/* Whether the caller may is for the database to say. */

const back = (done: string) => `${resolve('/patients/erasures')}?done=${done}`;

export const ask = (event: RequestEvent) =>
	perform(event, {
		schema: askSchema,
		explain: explainErasure,
		run: ({ patient_id, basis, reason }) =>
			event.locals.supabase.rpc('request_erasure', {
				p_patient_id: patient_id,
				p_basis: basis,
				p_reason: reason
			}),
		next: () => back('asked')
	});

/** A patient's own, or of somebody they look after. */
export const wish = (event: RequestEvent, patientId: string) =>
	perform(event, {
		schema: wishSchema,
		explain: explainErasure,
		run: ({ reason }) =>
			event.locals.supabase.rpc('wish_erasure', { p_patient_id: patientId, p_reason: reason })
	});

export const decide = (event: RequestEvent) =>
	perform(event, {
		schema: decideSchema,
		explain: explainErasure,
		run: ({ request_id, decision, because }) =>
			event.locals.supabase.rpc('decide_erasure', {
				p_request_id: request_id,
				p_approve: decision === 'approve',
				p_because: because
			}),
		next: (_, { decision }) => back(decision)
	});
