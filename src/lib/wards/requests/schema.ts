import { z } from 'zod';
import { wallClockTime } from '$lib/app/time/schema';
import { several } from '$lib/app/forms/schema';
import { m } from '$lib/paraglide/messages.js';
import { features, isolations, keptHours, priorities, usualHours } from './choices';

const text = z
	.string()
	.trim()
	.max(500, { error: () => m.bed_requests_error_long() })
	.default('');

export const requestSchema = z.object({
	patient_id: z.uuid({ error: () => m.bed_requests_error_patient() }),
	ward_id: z.union([z.literal(''), z.uuid()]).default(''),
	priority: z.enum(priorities, { error: () => m.bed_requests_error_priority() }),
	needs: several(z.string()).transform((ticked) =>
		features.filter((feature) => ticked.includes(feature))
	),
	isolation: z.union([z.literal(''), z.enum(isolations)]).default(''),
	/** The wall clock of the hospital; empty for now. */
	needed_by: z
		.union([z.literal(''), wallClockTime(() => m.bed_requests_error_needed_by())])
		.default(''),
	reason: text
});

const request_id = z.uuid({ error: () => m.bed_requests_error_gone() });

export const reserveSchema = z.object({
	request_id,
	bed_id: z.uuid({ error: () => m.bed_requests_error_bed() }),
	hours: z.enum(keptHours).default(usualHours),
	override_reason: text
});

export const placeSchema = z
	.object({
		request_id,
		/** Empty for the bed that is kept. */
		bed_id: z.union([z.literal(''), z.uuid()]).default(''),
		override_reason: text,
		/** Whether they are admitted by it: then the attending doctor is asked for, as on the board. */
		admits: z.enum(['', 'yes']).default(''),
		attending_id: z.union([z.literal(['', 'none']), z.uuid()]).default('')
	})
	.refine(({ admits, attending_id }) => !admits || attending_id, {
		path: ['attending_id'],
		error: () => m.wards_error_choose_attending()
	})
	.transform((placed) => ({
		...placed,
		attending_id: placed.attending_id === 'none' ? '' : placed.attending_id
	}));

export const releaseSchema = z.object({ reservation_id: z.uuid() });
export const withdrawSchema = z.object({ request_id, reason: text });

export type BedWish = Omit<z.infer<typeof requestSchema>, 'needed_by'> & {
	/** An instant; empty for now. */
	needed_by: string;
};
