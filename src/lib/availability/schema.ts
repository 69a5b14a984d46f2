import { z } from 'zod';
import { m } from '$lib/paraglide/messages.js';
import { parseDay } from '$lib/scheduling/days';
import { minutesOf } from './times';
import { overlapping, type Piece } from './week';

const id = z.union([z.literal(''), z.uuid()]);

export const day = z
	.string()
	.refine((text) => parseDay(text) !== null, { error: () => m.availability_error_day() });

/** A day and a time of day of the hospital. */
const moment = z
	.string()
	.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/, { error: () => m.availability_error_moment() })
	.refine((text) => parseDay(text.slice(0, 10)) !== null && minutesOf(text.slice(11)) !== null, {
		error: () => m.availability_error_moment()
	});

export const exceptionKinds = ['leave', 'unavailable', 'extra'] as const;
export type ExceptionKind = (typeof exceptionKinds)[number];

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
type ExceptionInput = z.output<typeof exceptionSchema>;

export const removeSchema = z.object({ exception_id: z.uuid() });

/** A row of the list of hours, as the form posts it: all empty is no row. */
export interface HoursRow {
	weekday: string;
	starts: string;
	ends: string;
	room: string;
	only: string;
	zone: string;
}

const columns = ['weekday', 'starts', 'ends', 'room', 'only', 'zone'] as const;

/** The rows of a posted form of hours, those left empty too: what was typed is shown again. */
export function readRows(form: FormData): HoursRow[] {
	const values = columns.map((name) =>
		form.getAll(name).map((value) => (typeof value === 'string' ? value : ''))
	);
	const count = Math.max(0, ...values.map((column) => column.length));
	return Array.from({ length: count }, (_, index) => {
		const cell = (column: number) => values[column]?.[index] ?? '';
		return {
			weekday: cell(0),
			starts: cell(1),
			ends: cell(2),
			room: cell(3),
			only: cell(4),
			zone: cell(5)
		};
	});
}

/** Pieces of a week from its rows, or what is wrong with each row, by its index. */
export function readWeek(rows: readonly HoursRow[]): {
	pieces: Piece[];
	wrong: Record<number, string>;
} {
	const pieces: Piece[] = [];
	const places: number[] = [];
	const wrong: Record<number, string> = {};
	for (const [index, row] of rows.entries()) {
		if (!row.starts && !row.ends) continue;
		const from = minutesOf(row.starts);
		const end = minutesOf(row.ends);
		// A field for a time knows no 24:00; hours that end at midnight end with the day.
		const until = end === 0 ? 1440 : end;
		const weekday = Number(row.weekday);
		if (from === null || until === null || !(weekday >= 1 && weekday <= 7)) {
			wrong[index] = m.availability_error_time();
		} else if (from >= until) {
			wrong[index] = m.availability_error_order();
		} else {
			pieces.push({ weekday, from, until, room: row.room, only: row.only, zone: row.zone });
			places.push(index);
		}
	}
	for (const index of overlapping(pieces)) {
		wrong[places[index] ?? 0] = m.availability_error_overlap();
	}
	return { pieces, wrong };
}

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
type Choice = z.output<typeof choice>;

/** One visit of the list of those to be moved. */
export const moveSchema = z.object({
	appointment_id: z.uuid(),
	updated_at: z.string().min(1),
	choice
});
