import { z } from 'zod';
import { ticked } from '$lib/app/forms/schema';
import { m } from '$lib/paraglide/messages.js';
import { birthDate, reachFields } from '$lib/people/patients/schema';

const time = z
	.string()
	.trim()
	.regex(/^(([01]\d|2[0-3]):[0-5]\d)?$/, { error: () => m.portal_error_time() })
	.default('');

/** How a person wants to be reached: what the form of the portal and of the desk sends. */
export const preferencesSchema = z
	.object({
		patient_id: z.uuid(),
		email: ticked,
		sms: ticked,
		language: z.enum(['', 'en', 'es']).default(''),
		quiet_from: time,
		quiet_until: time
	})
	.refine(({ quiet_from, quiet_until }) => quiet_until || !quiet_from, {
		path: ['quiet_until'],
		error: () => m.portal_error_quiet_both()
	})
	.refine(({ quiet_from, quiet_until }) => quiet_from || !quiet_until, {
		path: ['quiet_from'],
		error: () => m.portal_error_quiet_both()
	})
	.refine(({ quiet_from, quiet_until }) => !quiet_from || quiet_from !== quiet_until, {
		path: ['quiet_until'],
		error: () => m.portal_error_quiet_same()
	});

/** What somebody may change about how they, or who they answer for, are reached. */
export const ownParticularsSchema = (home: string) =>
	z.object({
		patient_id: z.uuid(),
		/** The version that was read: a newer one is not overwritten. */
		updated_at: z.string(),
		...reachFields(home)
	});

/** A code from reception, and the second thing whoever has it must know. */
export const redeemSchema = z.object({
	code: z
		.string()
		.trim()
		.min(1, { error: () => m.portal_error_code_missing() })
		.max(40)
		.default(''),
	birth_date: birthDate
});

/** Whose access ends: one's own to somebody, or somebody's to oneself. */
export const unlinkSchema = z.object({ user_id: z.uuid(), patient_id: z.uuid() });

export type PreferencesForm = z.infer<typeof preferencesSchema>;
export type OwnParticulars = z.output<ReturnType<typeof ownParticularsSchema>>;
export type Redeeming = z.infer<typeof redeemSchema>;
