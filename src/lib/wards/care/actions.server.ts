import { redirect, type RequestEvent } from '@sveltejs/kit';
import { instantOf } from '$lib/app/time/instants.server';
import type { Refusal } from '$lib/app/errors/explain';
import { hospitalSettings } from '$lib/access/session/hospital.server';
import { perform } from '$lib/app/forms/posted.server';
import { withQuery } from '$lib/app/ui/address';
import {
	assignNurses,
	cancelTask,
	completeTask,
	correctNote,
	createTask,
	endAssignment,
	reopenTask,
	writeNote
} from './commands';
import { explainCare } from './errors';
import {
	assignSchema,
	cancelSchema,
	correctionSchema,
	noteSchema,
	releaseSchema,
	taskSchema,
	tickSchema
} from './schema';

/* What can be done on the screens of nursing care. Whether the caller may is for the database to say. */

/** Back to where the form was, without what was open there. */
const back = (event: RequestEvent): never =>
	redirect(303, event.url.pathname + withQuery(event.url, { cancel: null, correct: null }));

export const careActions = {
	async create(event: RequestEvent) {
		const client = event.locals.supabase;
		const { time_zone } = await hospitalSettings(client);
		const { refusal } = await perform(event, taskSchema, explainCare, (input) =>
			createTask(client, {
				admissionId: input.admission_id,
				title: input.title,
				dueAt: instantOf(input.due_at, time_zone),
				priority: input.priority,
				details: input.details,
				everyHours: input.every_hours === '' ? null : input.every_hours,
				repeatUntil: input.repeat_until ? instantOf(input.repeat_until, time_zone) : null,
				assignedTo: input.assigned_to
			})
		);
		return refusal ?? back(event);
	},
	async complete(event: RequestEvent) {
		const { refusal } = await perform(event, tickSchema, explainCare, ({ task_id }) =>
			completeTask(event.locals.supabase, task_id)
		);
		return refusal ?? back(event);
	},
	async reopen(event: RequestEvent) {
		const { refusal } = await perform(event, tickSchema, explainCare, ({ task_id }) =>
			reopenTask(event.locals.supabase, task_id)
		);
		return refusal ?? back(event);
	},
	async cancel(event: RequestEvent) {
		const { refusal } = await perform(event, cancelSchema, explainCare, ({ task_id, reason }) =>
			cancelTask(event.locals.supabase, task_id, reason)
		);
		return refusal ?? back(event);
	},
	async assign(event: RequestEvent) {
		const { refusal } = await perform(event, assignSchema, explainCare, (input) =>
			assignNurses(event.locals.supabase, input.admission_ids, input.staff_id)
		);
		return refusal ?? back(event);
	},
	async release(event: RequestEvent) {
		const client = event.locals.supabase;
		const { refusal } = await perform(event, releaseSchema, explainCare, async (input) => {
			const answers = await Promise.all(input.admission_ids.map((id) => endAssignment(client, id)));
			const error: Refusal | null = answers.find((answer) => answer.error)?.error ?? null;
			return { data: null, error };
		});
		return refusal ?? back(event);
	},
	async write(event: RequestEvent, admissionId: string) {
		const { refusal } = await perform(event, noteSchema, explainCare, ({ kind, body }) =>
			writeNote(event.locals.supabase, admissionId, kind, body)
		);
		return refusal ?? back(event);
	},
	async correct(event: RequestEvent) {
		const { refusal } = await perform(event, correctionSchema, explainCare, (input) =>
			correctNote(event.locals.supabase, input.note_id, input.version, input.body)
		);
		return refusal ?? back(event);
	}
};
