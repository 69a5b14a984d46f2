import type { RequestEvent } from '@sveltejs/kit';
import type { z } from 'zod';
import type { Refusal } from '$lib/app/errors/explain';
import { patientIdByMrn } from '$lib/people/patients/queries';
import { here, perform } from '$lib/app/forms/perform.server';
import type { Changes } from '$lib/app/ui/address';
import {
	callNext,
	createQueueDisplay,
	finishToken,
	leaveQueue,
	moveToken,
	recallToken,
	revokeQueueDisplay,
	serveToken,
	setTokenPriority,
	skipToken,
	stepBackToken,
	takeToken,
	undoTokenStep
} from './commands';
import { undoing } from '$lib/app/undo/undo.server';
import { explainQueue, queueErrors, nobodyWaits, unknownPatient } from './errors';
import {
	moveSchema,
	nextSchema,
	prioritySchema,
	recallSchema,
	revokeSchema,
	screenSchema,
	skipSchema,
	stepBackSchema,
	takeSchema,
	tokenSchema
} from './schema';

/** The queue again, without what was open on it. */
const back = (event: RequestEvent, changes: Changes = {}) =>
	here(event, { more: null, back: null, taken: null, ...changes });

/** Calling and what follows: also what doctors do with their own patients. */
export const callActions = {
	next: (event: RequestEvent) =>
		perform(event, {
			schema: nextSchema,
			explain: explainQueue,
			async run({ department_id, doctor_id, room_id }) {
				const { data, error } = await callNext(event.locals.supabase, {
					departmentId: department_id,
					doctorId: doctor_id,
					roomId: room_id
				});
				if (error) return { error };
				return { error: data.length === 0 ? nobodyWaits : null };
			},
			// Pressed while the page of a choice was still on its way: the choice stays.
			next: (_, { room_id, doctor_id }) =>
				back(event, {
					...(room_id && { room: room_id }),
					...(doctor_id && { doctor: doctor_id })
				})
		}),
	recall: (event: RequestEvent) =>
		step(event, recallSchema, ({ token_id, room_id }) =>
			recallToken(event.locals.supabase, token_id, room_id)
		),
	skip: (event: RequestEvent) =>
		step(event, skipSchema, ({ token_id, behind }) =>
			skipToken(event.locals.supabase, token_id, behind ? Number(behind) : null)
		),
	serve: (event: RequestEvent) =>
		step(event, tokenSchema, ({ token_id }) => serveToken(event.locals.supabase, token_id)),
	finish: (event: RequestEvent) =>
		step(event, tokenSchema, ({ token_id }) => finishToken(event.locals.supabase, token_id)),
	step_back: (event: RequestEvent) =>
		step(event, stepBackSchema, ({ token_id, reason }) =>
			stepBackToken(event.locals.supabase, token_id, reason)
		),
	undo_token: undoing(undoTokenStep, queueErrors)
};

/** Keeping the queue itself, and its screens. */
export const queueActions = {
	take: (event: RequestEvent) => {
		const client = event.locals.supabase;
		return perform(event, {
			schema: takeSchema,
			explain: explainQueue,
			async run(input) {
				const found = !input.patient_id && input.mrn && (await patientIdByMrn(client, input.mrn));
				if (found === null) return { data: null, error: unknownPatient };
				return takeToken(client, {
					departmentId: input.department_id,
					patientId: input.patient_id || found || '',
					note: input.note,
					priority: input.priority,
					reason: input.reason
				});
			},
			next: ({ data }) => back(event, { taken: data?.label ?? null })
		});
	},
	prioritise: (event: RequestEvent) =>
		step(event, prioritySchema, ({ token_id, priority, reason }) =>
			setTokenPriority(event.locals.supabase, token_id, priority, reason)
		),
	leave: (event: RequestEvent) =>
		step(event, tokenSchema, ({ token_id }) => leaveQueue(event.locals.supabase, token_id)),
	move: (event: RequestEvent) =>
		step(event, moveSchema, ({ token_id, department_id }) =>
			moveToken(event.locals.supabase, token_id, department_id)
		),
	/** Makes a screen's link. Its secret is in the answer and nowhere else. */
	add_screen: (event: RequestEvent) =>
		perform(event, {
			schema: screenSchema,
			explain: explainQueue,
			run: ({ department_id, name }) =>
				createQueueDisplay(event.locals.supabase, department_id, name),
			next: ({ data }) => ({ screen: data && { id: data.id, token: data.token } })
		}),
	revoke_screen: (event: RequestEvent) =>
		step(event, revokeSchema, ({ display_id }) =>
			revokeQueueDisplay(event.locals.supabase, display_id)
		)
};

/** Checks the posted form, runs the command and goes back to the queue, or gives the form back. */
function step<Schema extends z.ZodType>(
	event: RequestEvent,
	schema: Schema,
	run: (input: z.output<Schema>) => PromiseLike<{ error: Refusal | null }>
) {
	return perform(event, { schema, explain: explainQueue, run, next: () => back(event) });
}
