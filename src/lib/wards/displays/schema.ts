import { z } from 'zod';
import { m } from '$lib/paraglide/messages.js';

/** People type the code as they read it: with a space in the middle, or without. */
export const pairSchema = z.object({
	code: z
		.string()
		.transform((text) => text.replace(/\D/g, ''))
		.pipe(z.string().length(6, { error: () => m.displays_error_digits() })),
	name: z
		.string()
		.trim()
		.min(1, { error: () => m.displays_error_name() })
		.max(80, { error: () => m.displays_error_long() })
});
export const revokeSchema = z.object({ display_id: z.uuid() });

/** What the database answers to a code. */
export const pairedSchema = z.discriminatedUnion('paired', [
	z.object({ paired: z.literal(true), display_id: z.uuid() }),
	z.object({ paired: z.literal(false), error: z.string(), seconds: z.number().optional() })
]);

export const pairingSchema = z.object({
	code: z.string(),
	secret: z.string(),
	expires_at: z.string()
});
export const collectedSchema = z.object({ token: z.string(), ward_id: z.uuid() }).nullable();
