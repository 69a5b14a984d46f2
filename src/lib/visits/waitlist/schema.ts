import { z } from 'zod';
import { several } from '$lib/app/forms/schema';
import { m } from '$lib/paraglide/messages.js';
import { parseSlotKey } from '$lib/visits/scheduling/slots';
import { urgencies } from './urgency';

/** With whom: a doctor, or anybody of a specialty, as one value of one select. */
const target = z
	.string()
	.regex(/^(doctor|specialty):[\da-f-]{36}$/, { error: () => m.waitlist_error_target() });

const day = z.union([z.literal(''), z.iso.date({ error: () => m.waitlist_error_day() })]);
const time = z.union([
	z.literal(''),
	z.string().regex(/^([01]\d|2[0-3]):[0-5]\d/, { error: () => m.waitlist_error_time() })
]);

export const joinSchema = z
	.object({
		patient_id: z.uuid({ error: () => m.waitlist_error_patient() }),
		visit_type_id: z.uuid({ error: () => m.waitlist_error_type() }),
		target,
		earliest_on: day.default(''),
		latest_on: day.default(''),
		/** Ticked boxes, ISO weekdays; none ticked means any. */
		weekdays: several(z.coerce.number().int().min(1).max(7)),
		from_time: time.default(''),
		until_time: time.default(''),
		urgency: z.enum(urgencies).default('routine'),
		note: z
			.string()
			.trim()
			.max(500, { error: () => m.waitlist_error_note_long() })
			.default(''),
		appointment_id: z.union([z.literal(''), z.uuid()]).default('')
	})
	.refine(({ earliest_on, latest_on }) => !earliest_on || !latest_on || earliest_on <= latest_on, {
		path: ['latest_on'],
		error: () => m.waitlist_error_day_order()
	})
	.refine(({ from_time, until_time }) => !from_time || !until_time || from_time < until_time, {
		path: ['until_time'],
		error: () => m.waitlist_error_time_order()
	});

export const entrySchema = z.object({ entry_id: z.uuid() });
export const answerSchema = z.object({ offer_id: z.uuid() });

export const offerSchema = z.object({
	entry_id: z.uuid(),
	slot: z
		.string()
		.refine((text) => parseSlotKey(text) !== null, { error: () => m.waitlist_error_slot() })
});

export type Join = z.infer<typeof joinSchema>;
