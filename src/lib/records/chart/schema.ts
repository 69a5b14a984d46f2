import { z } from 'zod';
import { parseDay } from '$lib/app/time/days';
import { alertKinds, decisions, discussedWith, teamRoles } from './choices';

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

export const joinSchema = z.object({
	staff_id: z.uuid(),
	role: z.enum(teamRoles),
	/** The last day; empty: a year. */
	until: z.union([z.literal(''), z.string().refine((text) => parseDay(text) !== null)]).default('')
});
export const leaveSchema = z.object({ member_id: z.uuid() });
