import { instantOf } from '$lib/app/time/instants.server';
import type { RequestEvent } from '@sveltejs/kit';
import { undoing } from '$lib/app/undo/undo.server';
import { here, perform } from '$lib/app/forms/perform.server';
import { hospitalSettings } from '$lib/access/session/hospital.server';
import {
	assignNurses,
	cancelTask,
	completeTask,
	correctNote,
	createTask,
	releasePatients,
	reopenTask,
	undoTaskStep,
	writeNote
} from './commands';
import { careErrors, explainCare } from './errors';
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

/** Where the form was, without what was open there. */
const back = (event: RequestEvent) => here(event, { cancel: null, correct: null });

export const taskActions = {
	create: (event: RequestEvent) => {
		const client = event.locals.supabase;
		return perform(event, {
			schema: taskSchema,
			explain: explainCare,
			async run(input) {
				const { time_zone } = await hospitalSettings(client);
				return createTask(client, {
					admissionId: input.admission_id,
					title: input.title,
					dueAt: instantOf(input.due_at, time_zone),
					priority: input.priority,
					details: input.details,
					everyHours: input.every_hours === '' ? null : input.every_hours,
					repeatUntil: input.repeat_until ? instantOf(input.repeat_until, time_zone) : null,
					assignedTo: input.assigned_to
				});
			},
			next: () => back(event)
		});
	},
	complete: (event: RequestEvent) =>
		perform(event, {
			schema: tickSchema,
			explain: explainCare,
			run: ({ task_id }) => completeTask(event.locals.supabase, task_id),
			next: () => back(event)
		}),
	reopen: (event: RequestEvent) =>
		perform(event, {
			schema: tickSchema,
			explain: explainCare,
			run: ({ task_id }) => reopenTask(event.locals.supabase, task_id),
			next: () => back(event)
		}),
	undo_task: undoing(undoTaskStep, careErrors),
	cancel: (event: RequestEvent) =>
		perform(event, {
			schema: cancelSchema,
			explain: explainCare,
			run: ({ task_id, reason }) => cancelTask(event.locals.supabase, task_id, reason),
			next: () => back(event)
		}),
	assign: (event: RequestEvent) =>
		perform(event, {
			schema: assignSchema,
			explain: explainCare,
			run: (input) => assignNurses(event.locals.supabase, input.admission_ids, input.staff_id),
			next: () => back(event)
		}),
	release: (event: RequestEvent) =>
		perform(event, {
			schema: releaseSchema,
			explain: explainCare,
			run: ({ admission_ids }) => releasePatients(event.locals.supabase, admission_ids),
			next: () => back(event)
		})
};

export const noteActions = {
	write: (event: RequestEvent<{ id: string }>) =>
		perform(event, {
			schema: noteSchema,
			explain: explainCare,
			run: ({ kind, body }) => writeNote(event.locals.supabase, event.params.id, kind, body),
			next: () => back(event)
		}),
	correct: (event: RequestEvent<{ id: string }>) =>
		perform(event, {
			schema: correctionSchema,
			explain: explainCare,
			run: ({ note_id, version, body }) =>
				correctNote(event.locals.supabase, note_id, version, body),
			next: () => back(event)
		})
};
