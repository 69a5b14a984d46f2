import { z } from 'zod';
import { idFrom } from '$lib/app/forms/id';
import { ticked } from '$lib/app/forms/schema';
import { m } from '$lib/paraglide/messages.js';

/** What the database tells of a calendar: `calendar_feed()` and `calendar_visit()`. */
export const calendarSchema = z.object({
	scope: z.enum(['doctor', 'patient']),
	/** The owner's language: a calendar program has none. */
	locale: z.enum(['en', 'es']),
	hospital: z.string(),
	label: z.string().nullable(),
	entries: z.array(
		z.object({
			id: z.uuid(),
			starts_at: z.string(),
			/** When the visit ends; the time kept free after it is not in it. */
			ends_at: z.string(),
			status: z.string(),
			/** Rises with every change a calendar shows. */
			sequence: z.int().nonnegative(),
			created_at: z.string(),
			updated_at: z.string(),
			visit_type: z.string(),
			/** Told to patients. */
			doctor: z.string().nullable(),
			/** Told to doctors: initials, or the name where the doctor chose so. */
			patient: z.string().nullable(),
			room: z.string().nullable()
		})
	)
});

export type Calendar = z.infer<typeof calendarSchema>;
export type CalendarEntry = Calendar['entries'][number];

/** The secret part of a feed's address: 32 bytes in URL-safe base64. */
export const isToken = (text: string) => /^[\w-]{43}$/.test(text);

/** `whose` is `doctor`, or the id of a patient the caller answers for. */
export const newFeedSchema = z.object({
	whose: z.string().refine((whose) => whose === 'doctor' || idFrom(whose) !== null, {
		error: () => m.feeds_error_whose()
	}),
	label: z
		.string()
		.trim()
		.max(80, { error: () => m.feeds_error_label() })
		.default(''),
	with_names: ticked
});

export type NewFeed = z.infer<typeof newFeedSchema>;

export const revokeSchema = z.object({ feed_id: z.uuid() });
