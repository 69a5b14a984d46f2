import { z } from 'zod';
import { ticked } from '$lib/app/forms/schema';
import { noteKinds } from './kinds';
import { sectionsFrom } from './typed-sections';

const idOrNone = z.union([z.uuid(), z.literal('')]).default('');
const reason = z.string().trim().min(3).max(500);

export const beginSchema = z.object({
	/** A template's id, or the kind of a plain note. */
	with: z.union([z.uuid(), z.enum(noteKinds)]),
	visit: idOrNone,
	stay: idOrNone
});
export const signSchema = z.object({
	version: z.coerce.number().int().min(1),
	reason: z.string().trim().max(500).default(''),
	/** Asked of doctors in training alone. */
	cosigner_id: z.uuid().optional(),
	withheld_reason: z.string().trim().max(500).default('')
});
export const cosignSchema = z.object({ number: z.coerce.number().int().min(1) });
export const addendumSchema = z.object({ text: z.string().trim().min(1).max(10_000) });
export const asideSchema = z.object({ reason });
export const withholdSchema = z.object({ withheld_reason: reason });
export const macroSchema = z.object({
	shortcut: z
		.string()
		.trim()
		.toLowerCase()
		.regex(/^\.?[a-z0-9]{1,20}$/),
	text: z.string().max(4000).default('')
});

export const templateSchema = z.object({
	template_id: idOrNone,
	version: z.coerce.number().int().default(0),
	name: z.string().trim().min(1).max(120),
	kind: z.enum(noteKinds),
	specialty_id: idOrNone,
	visit_type_id: idOrNone,
	active: ticked,
	sections: z.string().transform((text, context) => {
		const sections = sectionsFrom(text);
		if (sections) return sections;
		context.addIssue({ code: 'custom', message: 'sections' });
		return z.NEVER;
	})
});

export const settingsSchema = z.object({
	updated_at: z.string(),
	sign_step_up: ticked,
	notes_released: ticked
});
export const trainingSchema = z.object({ doctor_id: z.uuid(), in_training: z.enum(['yes', 'no']) });
