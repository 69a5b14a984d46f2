import { z } from 'zod';
import { m } from '$lib/paraglide/messages.js';
import type { Access } from './access';
import { demoPeople, type DemoRole } from './demo-people';

/** What `current_access()` answers; a shape we do not know must not pass for a permission. */
export const accessSchema: z.ZodType<Access> = z.object({
	user_id: z.uuid(),
	name: z.string(),
	email: z.string(),
	position: z.string().nullable(),
	kind: z.enum(['admin', 'doctor', 'staff', 'patient']),
	roles: z.array(z.string()),
	permissions: z.array(z.string()),
	staff_id: z.uuid().nullable(),
	doctor_id: z.uuid().nullable(),
	ward_ids: z.array(z.uuid()),
	patient_ids: z.array(z.uuid()),
	locale: z.enum(['en', 'es']),
	lacks: z.enum(['locked', 'code', 'enrol']).nullable()
});

/** As of when `current_access()` answered. */
export const asOfSchema = z.object({ as_of: z.string() });

const email = z
	.string()
	.trim()
	.min(1, { error: () => m.access_email_missing() })
	.max(254, { error: () => m.access_email_invalid() })
	.pipe(z.email({ error: () => m.access_email_invalid() }));

const newPassword = z
	.string()
	.min(10, { error: () => m.access_password_short() })
	// bcrypt reads 72 bytes; what lies beyond would not count.
	.refine((password) => new TextEncoder().encode(password).length <= 72, {
		error: () => m.access_password_long()
	})
	.refine((password) => new Set(password).size >= 5, {
		error: () => m.access_password_monotonous()
	});

export const signInSchema = z.object({
	email,
	password: z.string().min(1, { error: () => m.access_password_missing() }),
	next: z.string().default('/')
});

export const demoSchema = z.object({
	role: z.enum(Object.keys(demoPeople) as [DemoRole, ...DemoRole[]])
});

export const registerSchema = z.object({
	full_name: z
		.string()
		.trim()
		.min(1, { error: () => m.access_name_missing() })
		.max(120, { error: () => m.access_name_too_long() }),
	email
});

export const emailSchema = z.object({ email });

export const ownNameSchema = registerSchema.pick({ full_name: true });

export const newPasswordSchema = z.object({
	password: newPassword,
	/** Whoever came by a mailed link has none to say. */
	current_password: z
		.string()
		.optional()
		.transform((typed) => typed || undefined)
});
