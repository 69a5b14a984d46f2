import { z } from 'zod';
import { m } from '$lib/paraglide/messages.js';

/** Six digits, however they were typed. */
const code = z
	.string()
	.transform((typed) => typed.replace(/\D/g, ''))
	.refine((digits) => digits.length === 6, { error: () => m.factors_code_form() });

export const codeSchema = z.object({
	code,
	next: z.string().default('/')
});
export const recoverySchema = z.object({
	recovery_code: z.string().trim().min(1).max(60),
	next: z.string().default('/')
});
export const enrolSchema = z.object({ name: z.string().trim().min(1).max(60) });
export const verifySchema = z.object({
	code,
	factor_id: z.uuid(),
	/** What the app was told: only to draw it again when the code was wrong. */
	uri: z.string().regex(/^otpauth:\/\/totp\//)
});
export const confirmSchema = z.object({
	password: z.string().min(1, { error: () => m.access_password_missing() })
});
