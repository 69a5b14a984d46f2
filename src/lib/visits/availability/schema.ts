import { z } from 'zod';
import type { Values } from '$lib/app/forms/refused';
import { postedFields } from '$lib/app/forms/schema';
import { m } from '$lib/paraglide/messages.js';
import { parseDay } from '$lib/app/time/days';
import { exceptionKinds } from './exceptions';
import { wallClockTime } from '$lib/app/time/schema';
import { readRows, readWeek } from './hours';
import type { Move, OwnLength } from './commands';

const id = z.union([z.literal(''), z.uuid()]);

const day = z
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
const lengthSchema = z.object({
	duration: minutes(5, 480),
	before: minutes(0, 120),
	after: minutes(0, 120)
});

/** The only one posted, where there is only one. */
const textOf = (posted: Values[string] | undefined) => (Array.isArray(posted) ? '' : posted);

/** Each type of visit that is on the form: its three numbers, and whether it is offered. */
export const lengthsSchema = postedFields.transform((posted, context): OwnLength[] =>
	[posted.type ?? []].flat().flatMap((type) => {
		const { data, error } = lengthSchema.safeParse({
			duration: textOf(posted[`duration-${type}`]),
			before: textOf(posted[`before-${type}`]),
			after: textOf(posted[`after-${type}`])
		});
		for (const { path, message } of error?.issues ?? []) {
			context.addIssue({ code: 'custom', path: [`${String(path[0])}-${type}`], message });
		}
		if (!data) return [];
		return {
			visit_type_id: type,
			duration_minutes: data.duration,
			buffer_before_minutes: data.before,
			buffer_minutes: data.after,
			offered: posted[`offered-${type}`] === 'on'
		};
	})
);

/** The painted or typed week: what is wrong with a row is said at `row-<index>`. */
export const hoursSchema = postedFields.transform((posted, context) => {
	const { pieces, wrong } = readWeek(readRows(posted));
	const from = day.safeParse(textOf(posted.valid_from) ?? '');
	const say = (path: string[], message: string) =>
		context.addIssue({ code: 'custom', path, message });
	for (const [index, message] of Object.entries(wrong)) say([`row-${index}`], message);
	for (const { message } of from.error?.issues ?? []) say(['valid_from'], message);
	if (Object.keys(wrong).length > 0 || !from.success) say([], m.availability_error_rows());
	return { pieces, from: from.data ?? '', version: textOf(posted.version) ?? '' };
});

const choice = z.union([
	z.literal('keep'),
	z.literal('cancel'),
	z.string().regex(/^[^~]+~[\da-f-]{36}$/i)
]);

/** One visit of the list of those to be moved. */
const moveSchema = z.object({
	appointment_id: z.uuid(),
	updated_at: z.string().min(1),
	choice
});

/** What is to become of each visit an absence touches; those that stay are left out. */
export const rebookSchema = postedFields.transform((posted, context): Move[] => {
	const say = (path: string[], message: string) => {
		context.addIssue({ code: 'custom', path, message });
		return z.NEVER;
	};
	const reason = (textOf(posted.reason) ?? '').trim().slice(0, 500);
	const moves: Move[] = [];
	for (const id of [posted.visit ?? []].flat()) {
		const { data } = moveSchema.safeParse({
			appointment_id: id,
			updated_at: posted[`version-${id}`],
			choice: posted[`choice-${id}`] ?? 'keep'
		});
		if (!data) return say([], m.errors_invalid());
		const { appointment_id, updated_at, choice } = data;
		if (choice === 'keep') continue;
		if (choice === 'cancel') {
			if (!reason) return say(['reason'], m.availability_error_reason());
			moves.push({ appointment_id, updated_at, cancel: true, reason });
			continue;
		}
		const [starts_at = '', doctor_id = ''] = choice.split('~');
		moves.push({ appointment_id, updated_at, starts_at, doctor_id });
	}
	return moves.length > 0 ? moves : say([], m.availability_error_none_chosen());
});
