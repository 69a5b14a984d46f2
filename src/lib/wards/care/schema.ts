import { z } from 'zod';
import { wallClockTime } from '$lib/app/time/schema';
import { several } from '$lib/app/forms/schema';
import { m } from '$lib/paraglide/messages.js';
import { noteKinds, noteLength, taskPriorities } from './choices';

const id = z.uuid();
const optionalId = z.union([z.literal(''), z.uuid()]).default('');
const time = wallClockTime(() => m.care_error_time());

export const taskSchema = z
	.object({
		admission_id: z.uuid({ error: () => m.care_error_choose_patient() }),
		title: z
			.string()
			.trim()
			.min(1, { error: () => m.care_error_title() })
			.max(200, { error: () => m.care_error_long() }),
		due_at: time,
		priority: z.enum(taskPriorities).default('routine'),
		details: z
			.string()
			.trim()
			.max(2000, { error: () => m.care_error_long() })
			.default(''),
		every_hours: z.union([z.literal(''), z.coerce.number().int().min(1).max(168)]).default(''),
		repeat_until: z.union([z.literal(''), time]).default(''),
		assigned_to: optionalId
	})
	.refine(({ every_hours, repeat_until }) => !repeat_until || every_hours !== '', {
		path: ['every_hours'],
		error: () => m.care_error_every()
	})
	.refine(({ due_at, repeat_until }) => !repeat_until || repeat_until > due_at, {
		path: ['repeat_until'],
		error: () => m.care_error_until()
	});

export const tickSchema = z.object({ task_id: id });
export const cancelSchema = z.object({
	task_id: id,
	reason: z
		.string()
		.trim()
		.min(1, { error: () => m.care_error_reason() })
		.max(500, { error: () => m.care_error_long() })
});

const body = z
	.string()
	.trim()
	.min(1, { error: () => m.care_error_note() })
	.max(noteLength, { error: () => m.care_error_long() });
export const noteSchema = z.object({ kind: z.enum(noteKinds).default('progress'), body });
export const correctionSchema = z.object({ note_id: id, version: z.coerce.number().int(), body });

const patients = several(z.uuid()).refine((chosen) => chosen.length > 0, {
	error: () => m.care_error_choose_patient()
});
export const assignSchema = z.object({
	admission_ids: patients,
	staff_id: z.uuid({ error: () => m.care_error_choose_nurse() })
});
export const releaseSchema = z.object({ admission_ids: patients });
