import { z } from 'zod';
import { m } from '$lib/paraglide/messages.js';
import { bases } from './choices';

const reason = z
	.string()
	.trim()
	.min(10, { error: () => m.erasures_error_reason() })
	.max(1000);

export const askSchema = z.object({ patient_id: z.uuid(), basis: z.enum(bases), reason });
export const wishSchema = z.object({ reason });

export const decideSchema = z.object({
	request_id: z.uuid(),
	decision: z.enum(['approve', 'refuse']),
	because: z
		.string()
		.trim()
		.min(3, { error: () => m.erasures_error_because() })
		.max(1000)
});

export const previewSchema = z.object({
	id: z.uuid(),
	mrn: z.string(),
	name: z.string(),
	birth_date: z.string(),
	archived: z.boolean(),
	erased_at: z.string().nullable(),
	kept_until: z.string(),
	record_years: z.number(),
	records: z.number(),
	accounts: z.number(),
	log: z.number(),
	counts: z.array(
		z.object({
			table: z.string(),
			kind: z.string(),
			goes: z.boolean(),
			blanked: z.boolean(),
			rows: z.number()
		})
	)
});
