import { z } from 'zod';
import { m } from '$lib/paraglide/messages.js';
import { rhythms } from './rhythm';

export const followUpKinds = ['visit', 'test'] as const;

const day = z.iso.date({ error: () => m.waitlist_error_day() });

export const orderSchema = z
	.object({
		patient_id: z.uuid({ error: () => m.waitlist_error_patient() }),
		appointment_id: z.union([z.literal(''), z.uuid()]).default(''),
		kind: z.enum(followUpKinds).default('visit'),
		visit_type_id: z.union([z.literal(''), z.uuid()]).default(''),
		due_from: day,
		due_until: day,
		reason: z
			.string()
			.trim()
			.max(500, { error: () => m.waitlist_error_note_long() })
			.default('')
	})
	.refine(({ kind, visit_type_id }) => kind === 'test' || visit_type_id, {
		path: ['visit_type_id'],
		error: () => m.waitlist_error_type()
	})
	.refine(({ due_from, due_until }) => due_from <= due_until, {
		path: ['due_until'],
		error: () => m.waitlist_error_day_order()
	});

export const closeSchema = z.object({
	follow_up_id: z.uuid(),
	status: z.enum(['done', 'cancelled'])
});

export const seriesSchema = z.object({
	patient_id: z.uuid({ error: () => m.waitlist_error_patient() }),
	doctor_id: z.uuid({ error: () => m.waitlist_error_target() }),
	visit_type_id: z.uuid({ error: () => m.waitlist_error_type() }),
	every: z.enum(rhythms),
	count: z.coerce.number().int().min(2).max(52),
	/** The instants of the visits, with commas between, as the preview has shown them. */
	starts: z.string().transform((text, context) => {
		const starts = text.split(',').filter(Boolean);
		if (starts.length === 0 || starts.some((start) => Number.isNaN(Date.parse(start)))) {
			context.addIssue({ code: 'custom', message: m.follow_up_error_starts() });
			return z.NEVER;
		}
		return starts;
	})
});

export const cancelSeriesSchema = z.object({
	series_id: z.uuid(),
	reason: z.string().trim().max(500).default('')
});

export type Order = z.infer<typeof orderSchema>;
export type SeriesOrder = z.infer<typeof seriesSchema>;
