import { z } from 'zod';
import { m } from '$lib/paraglide/messages.js';
import { priorities } from './board';

const text = z
	.string()
	.trim()
	.max(200, { error: () => m.queue_error_long() })
	.default('');
const optionalId = z.union([z.literal(''), z.uuid()]).default('');

const token = z.uuid();
const department = z.uuid({ error: () => m.queue_error_choose_department() });
const reasonNeeded = {
	path: ['reason'],
	error: () => m.queue_error_reason()
};

/** A patient comes by id (chosen from a search) or, without JavaScript, by MRN; or nobody knows who it is. */
export const takeSchema = z
	.object({
		department_id: department,
		patient_id: optionalId,
		mrn: z.string().trim().toUpperCase().default(''),
		note: text,
		priority: z.enum(priorities).default('normal'),
		reason: text
	})
	.refine(({ patient_id, mrn, note }) => patient_id || mrn || note, {
		path: ['note'],
		error: () => m.queue_error_who()
	})
	.refine(({ priority, reason }) => priority === 'normal' || reason, reasonNeeded);

export const nextSchema = z.object({
	department_id: department,
	doctor_id: optionalId,
	room_id: optionalId
});
export const tokenSchema = z.object({ token_id: token });
export const stepBackSchema = z.object({
	token_id: token,
	reason: z
		.string()
		.trim()
		.min(1, { error: () => m.queue_error_back_reason() })
		.max(500, { error: () => m.queue_error_long() })
});
export const recallSchema = z.object({ token_id: token, room_id: optionalId });
export const skipSchema = z.object({
	token_id: token,
	/** Behind how many; empty sets them aside. */
	behind: z.union([z.literal(''), z.string().regex(/^[1-9]\d?$/)]).default('')
});
export const prioritySchema = z
	.object({ token_id: token, priority: z.enum(priorities), reason: text })
	.refine(({ priority, reason }) => priority === 'normal' || reason, reasonNeeded);
export const moveSchema = z.object({ token_id: token, department_id: department });
export const screenSchema = z.object({
	department_id: department,
	name: z
		.string()
		.trim()
		.min(1, { error: () => m.queue_error_screen_name() })
		.max(80, { error: () => m.queue_error_long() })
});
export const revokeSchema = z.object({ display_id: z.uuid() });
