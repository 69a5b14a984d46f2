import { z } from 'zod';
import { m } from '$lib/paraglide/messages.js';
import { diagnosisGroups, dispositions } from '$lib/wards/board/choices';

export const settleSchema = z
	.object({
		item: z.string().min(1),
		state: z.enum(['open', 'done', 'waived', 'not_applicable']),
		reason: z.string().trim().max(500).default('')
	})
	.refine(({ state, reason }) => state !== 'waived' || reason.length >= 3, {
		path: ['reason'],
		error: () => m.discharge_error_reason()
	});

const section = z
	.string()
	.trim()
	.max(10_000, { error: () => m.discharge_error_long() })
	.default('');

export const saveSchema = z.object({
	version: z.coerce.number().int().min(0),
	language: z.enum(['en', 'es']),
	diagnosis: section,
	reason: section,
	course: section,
	findings: section,
	medicines: section,
	follow_up: section,
	advice: section
});

export const leaveSchema = z.object({
	disposition: z.enum(dispositions, { error: () => m.discharge_error_disposition() }),
	diagnosis_group: z.union([z.literal(''), z.enum(diagnosisGroups)]).default(''),
	confirmed: z.literal('yes', { error: () => m.discharge_error_confirm() })
});

export const signSchema = z.object({ version: z.coerce.number().int().min(1) });

export const addendumSchema = z.object({
	text: z
		.string()
		.trim()
		.min(3, { error: () => m.discharge_error_text() })
		.max(5000, { error: () => m.discharge_error_text() })
});
