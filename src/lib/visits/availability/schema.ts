import { z } from 'zod';
import { m } from '$lib/paraglide/messages.js';
import { parseDay } from '$lib/app/time/days';
import { exceptionKinds } from './exceptions';
import { wallClockTime } from '$lib/app/time/schema';

const id = z.union([z.literal(''), z.uuid()]);

export const day = z
	.string()
	.refine((text) => parseDay(text) !== null, { error: () => m.availability_error_day() });

/** A day and a time of day of the hospital. */
const moment = wallClockTime(() => m.availability_error_moment());

export const exceptionSchema = z
	.object({
		exception_id: id.default(''),
		kind: z.enum(exceptionKinds, { error: () => m.availability_error_kind() }),
		starts: moment,
		ends: moment,
		reason: z
			.string()
			.trim()
			.max(500, { error: () => m.availability_error_long() })
			.default(''),
		room_id: id.default('')
	})
	.refine(({ starts, ends }) => starts < ends, {
		path: ['ends'],
		error: () => m.availability_error_order()
	})
	.refine(
		({ kind, starts, ends }) =>
			kind !== 'extra' || Date.parse(`${ends}Z`) - Date.parse(`${starts}Z`) <= 86_400_000,
		{ path: ['ends'], error: () => m.availability_error_extra_long() }
	);

export const removeSchema = z.object({ exception_id: z.uuid() });

const minutes = (low: number, high: number) =>
	z
		.string()
		.trim()
		.default('')
		.transform((text, context) => {
			if (text === '') return null;
			const number = Number(text);
			if (!Number.isInteger(number) || number < low || number > high) {
				context.addIssue({
					code: 'custom',
					message: m.availability_error_minutes({ low, high })
				});
				return z.NEVER;
			}
			return number;
		});

/** What a doctor does otherwise than a type of visit says; null: as the type. */
export const lengthSchema = z.object({
	duration: minutes(5, 480),
	before: minutes(0, 120),
	after: minutes(0, 120)
});

const choice = z.union([
	z.literal('keep'),
	z.literal('cancel'),
	z.string().regex(/^[^~]+~[\da-f-]{36}$/i)
]);

/** One visit of the list of those to be moved. */
export const moveSchema = z.object({
	appointment_id: z.uuid(),
	updated_at: z.string().min(1),
	choice
});
