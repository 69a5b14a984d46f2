import { z } from 'zod';
import { positions } from './positions.ts';

/*
 * What is said about a colleague: the form, save_staff, invite_staff and the edge function share it. Free of
 * the app's own imports, because Deno reads it too; what is wrong is named by a key (`words.ts` says it).
 */

export const personSchema = z
	.object({
		full_name: z.string().trim().min(1, { error: 'name' }).max(120, { error: 'long' }),
		position: z.enum(positions, { error: 'position' }),
		department_id: z.union([z.literal(''), z.uuid()]).default(''),
		ward_ids: z.array(z.uuid()).default([]),
		role_ids: z.array(z.string().max(40)).default([]),
		doctor: z
			.object({
				name: z.string().trim().max(160, { error: 'long' }).default(''),
				specialty_id: z.union([z.literal(''), z.uuid()]).default(''),
				accepts_patients: z.boolean().default(true)
			})
			.nullable()
			.default(null)
	})
	.superRefine(({ position, doctor }, context) => {
		if (position !== 'doctor') return;
		if ((doctor?.name.length ?? 0) < 2) {
			context.addIssue({ code: 'custom', path: ['doctor', 'name'], message: 'doctor_name' });
		}
		if (!doctor?.specialty_id) {
			context.addIssue({ code: 'custom', path: ['doctor', 'specialty_id'], message: 'specialty' });
		}
	})
	// Who is no doctor has no doctor's particulars, whatever stood in hidden fields.
	.transform((person) => ({
		...person,
		doctor: person.position === 'doctor' ? person.doctor : null
	}));
export type Person = z.output<typeof personSchema>;

export const newInvitationSchema = z.object({
	email: z
		.string()
		.trim()
		.toLowerCase()
		.max(254, { error: 'email' })
		.pipe(z.email({ error: 'email' })),
	locale: z.enum(['en', 'es'], { error: 'locale' }),
	person: personSchema
});
export type NewInvitation = z.output<typeof newInvitationSchema>;

/** What the edge function `invite` is sent: somebody new, or an open invitation whose mail shall go out again. */
export const invitationRequestSchema = z.union([
	z.object({ resend: z.uuid() }),
	newInvitationSchema
]);

/**
 * What became of it: the mail is `sent`; it was `sent_before` and nothing was done twice; the address had an
 * account, which is now `linked`; or all is made but the mail is `unsent`, to be sent again.
 */
export const invitationStateSchema = z.object({
	state: z.enum(['sent', 'sent_before', 'linked', 'unsent']),
	staff_id: z.uuid()
});
export type InvitationState = z.output<typeof invitationStateSchema>;
