import { z } from 'zod';
import { ticked } from '$lib/app/forms/schema';
import { m } from '$lib/paraglide/messages.js';

const name = (max: number) =>
	z
		.string()
		.trim()
		.min(2, { error: () => m.directory_error_name() })
		.max(max, { error: () => m.directory_error_long() });

const code = (max: number) =>
	z
		.string()
		.trim()
		.toUpperCase()
		.min(2, { error: () => m.directory_error_code() })
		.max(max, { error: () => m.directory_error_code() });

/** A number typed into a field; what is no number in range is refused there. */
const count = (least: number, most: number) =>
	z.coerce
		.number({ error: () => m.directory_error_number({ least, most }) })
		.int({ error: () => m.directory_error_number({ least, most }) })
		.min(least, { error: () => m.directory_error_number({ least, most }) })
		.max(most, { error: () => m.directory_error_number({ least, most }) });

/** Which row, as it was read; both empty for a new one. */
const version = { id: z.union([z.literal(''), z.uuid()]), updated_at: z.string() };

export const departmentSchema = z.object({
	...version,
	code: code(12),
	name: name(120),
	active: ticked
});

export const specialtySchema = z.object({
	...version,
	code: code(12),
	name: name(120),
	department_id: z.uuid({ error: () => m.directory_error_choose() }),
	active: ticked
});

export const roomSchema = z.object({
	...version,
	code: z
		.string()
		.trim()
		.min(1, { error: () => m.directory_error_code() })
		.max(20, { error: () => m.directory_error_code() }),
	name: name(120),
	department_id: z.uuid({ error: () => m.directory_error_choose() }),
	active: ticked
});

export const visitTypeSchema = z.object({
	...version,
	code: code(20),
	name: name(120),
	specialty_id: z.union([z.literal('').transform(() => null), z.uuid()]),
	duration_minutes: count(5, 480),
	buffer_before_minutes: count(0, 120),
	buffer_minutes: count(0, 120),
	minimum_notice_minutes: count(0, 43_200),
	bookable_by_patient: ticked,
	requires_confirmation: ticked,
	first_visit: ticked,
	preparation: z
		.string()
		.trim()
		.max(1000, { error: () => m.directory_error_long() })
		.transform((text) => text || null),
	active: ticked
});

export const settingsSchema = z.object({
	updated_at: z.string(),
	name: z
		.string()
		.trim()
		.min(1, { error: () => m.directory_error_name() })
		.max(120, { error: () => m.directory_error_long() }),
	address: z
		.string()
		.trim()
		.max(300, { error: () => m.directory_error_long() }),
	time_zone: z
		.string()
		.trim()
		.min(1, { error: () => m.directory_error_time_zone() }),
	currency: z
		.string()
		.trim()
		.toUpperCase()
		.regex(/^[A-Z]{3}$/, { error: () => m.directory_error_currency() }),
	country: z
		.string()
		.trim()
		.regex(/^[A-Z]{2}$/, { error: () => m.directory_error_country() }),
	/** ISO codes, however they are parted. */
	sms_countries: z
		.string()
		.toUpperCase()
		.transform((typed) => typed.split(/[\s,;]+/).filter(Boolean))
		.pipe(
			z
				.array(z.string().regex(/^[A-Z]{2}$/, { error: () => m.directory_error_country() }))
				.max(60, { error: () => m.directory_error_long() })
		),
	idle_minutes: count(1, 1440),
	session_days: count(1, 90),
	record_years: count(1, 100),
	emergency_minutes: count(5, 240),
	emergency_phone: z
		.string()
		.trim()
		.regex(/^[0-9+][0-9 ]{1,19}$/, { error: () => m.directory_error_phone() }),
	messages_per_day: count(1, 100),
	messages_answer_days: count(1, 30),
	offline_hours: count(0, 72),
	waitlist_answer_minutes: count(5, 1440)
});

export type DepartmentInput = z.output<typeof departmentSchema>;
export type SpecialtyInput = z.output<typeof specialtySchema>;
export type RoomInput = z.output<typeof roomSchema>;
export type VisitTypeInput = z.output<typeof visitTypeSchema>;
export type SettingsInput = z.output<typeof settingsSchema>;
