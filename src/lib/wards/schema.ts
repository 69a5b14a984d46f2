import { z } from 'zod';
import { m } from '$lib/paraglide/messages.js';
import { closureReasons, dispositions } from './choices';

const text = (max: number) =>
	z
		.string()
		.trim()
		.max(max, { error: () => m.wards_error_long() })
		.default('');

const bed = z.uuid({ error: () => m.wards_error_choose_bed() });
const admission = z.uuid({ error: () => m.wards_error_refused() });

/** A patient comes by id (chosen from a search) or, without JavaScript, by MRN. */
export const admitSchema = z
	.object({
		bed_id: bed,
		patient_id: z.union([z.literal(''), z.uuid()]).default(''),
		mrn: z.string().trim().toUpperCase().default(''),
		attending_id: z.union([z.literal(''), z.uuid()]).default(''),
		reason: text(1000)
	})
	.refine(({ patient_id, mrn }) => patient_id || mrn, {
		path: ['patient_id'],
		error: () => m.wards_error_choose_patient()
	});

export const transferSchema = z.object({ admission_id: admission, bed_id: bed });

export const swapSchema = z.object({
	admission_id: admission,
	other_admission_id: z.uuid({ error: () => m.wards_error_choose_other() })
});

export const dischargeSchema = z.object({
	admission_id: admission,
	disposition: z.enum(dispositions, { error: () => m.wards_error_choose_disposition() }),
	summary: text(20_000),
	confirmed: z.literal('yes', { error: () => m.wards_error_confirm() })
});

export const closeSchema = z.object({
	bed_id: bed,
	reason: z.enum(closureReasons, { error: () => m.wards_error_choose_reason() }),
	note: text(500),
	/** A day, until the end of which the bed is expected to stay closed. */
	expected_until: z.union([z.literal(''), z.iso.date()]).default('')
});

export const reopenSchema = z.object({ bed_id: bed });

export const cleaningSchema = z.object({ task_id: z.uuid() });
