import { z } from 'zod';
import { parseDay } from '$lib/app/time/days';

/** What a warning may be about, the most pressing first. */
export const alertKinds = [
	'infection',
	'airway',
	'bleeding',
	'implant',
	'falls',
	'communication',
	'safeguarding',
	'safety',
	'other'
] as const;
export type AlertKind = (typeof alertKinds)[number];

export const decisions = ['attempt', 'do_not_attempt'] as const;
export type Decision = (typeof decisions)[number];

/** With whom a decision was discussed. */
export const discussedWith = ['patient', 'family', 'representative', 'not_possible'] as const;

const day = z.string().refine((text) => parseDay(text) !== null);
const maybeDay = z
	.union([z.literal(''), day])
	.default('')
	.transform((text) => text || undefined);
const maybeText = z
	.string()
	.trim()
	.max(500)
	.default('')
	.transform((text) => text || undefined);

export const alertSchema = z.object({
	kind: z.enum(alertKinds),
	words: z.string().trim().min(1).max(200),
	until: maybeDay
});
export const endAlertSchema = z.object({
	alert_id: z.uuid(),
	reason: z.enum(['over', 'mistake'])
});
export const resuscitationSchema = z.object({
	decision: z.enum(decisions),
	discussed: z.enum(discussedWith),
	reason: maybeText,
	treatment: maybeText,
	review_on: maybeDay
});
export const pregnancySchema = z.object({ due_on: day });
export const endPregnancySchema = z.object({ pregnancy_id: z.uuid() });
