import { z } from 'zod';
import { ticked } from '$lib/app/forms/schema';
import { copies, letterKinds, letterLanguages } from './kinds';
import { letterSectionsFrom } from './typed';

const idOrNone = z.union([z.uuid(), z.literal('')]).default('');
const reason = z.string().trim().min(3).max(500);

export const beginSchema = z.object({
	template_id: z.uuid(),
	language: z.enum(letterLanguages),
	/** `visit <id>`, `stay <id>`, or neither. */
	about: z
		.union([z.literal(''), z.string().regex(/^(visit|stay) [0-9a-f-]{36}$/)])
		.default('')
		.transform((text) => {
			const [what, id = ''] = text.split(' ');
			return { visit: what === 'visit' ? id : '', stay: what === 'stay' ? id : '' };
		})
});
export const signSchema = z.object({
	version: z.coerce.number().int().min(1),
	reason: z.string().trim().max(500).default(''),
	release: ticked
});
export const revokeSchema = z.object({ reason });
const days = z.coerce.number().int().min(1).max(60);
export const sendSchema = z.discriminatedUnion('audience', [
	z.object({ audience: z.literal('patient'), days }),
	z.object({
		audience: z.literal('other'),
		days,
		copy: z.enum(copies).default('full'),
		name: z.string().trim().min(1).max(120),
		email: z
			.string()
			.trim()
			.max(254)
			.regex(/^[^\s@]+@[^\s@]+\.[^\s@]+$/)
	})
]);
export const linkSchema = z.object({ link_id: z.uuid() });
export const openSchema = z.object({ answer: z.string().trim().min(1).max(40) });

const sections = z.string().transform((text, context) => {
	const read = letterSectionsFrom(text);
	if (read) return read;
	context.addIssue({ code: 'custom', message: 'sections' });
	return z.NEVER;
});
const title = z.string().trim().min(1).max(120);
export const templateSchema = z.object({
	template_id: idOrNone,
	version: z.coerce.number().int().default(0),
	kind: z.enum(letterKinds),
	active: ticked,
	title_en: title,
	content_en: sections,
	title_es: title,
	content_es: sections
});
export const letterheadSchema = z.object({
	updated_at: z.string(),
	letterhead: z.string().trim().max(300)
});
export const registrationSchema = z.object({
	doctor_id: z.uuid(),
	registration: z.string().trim().max(60).default('')
});
