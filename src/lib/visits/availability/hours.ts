import type { Values } from '$lib/app/forms/refused';
import { m } from '$lib/paraglide/messages.js';
import { minutesOf } from '$lib/app/time/clock';
import { overlapping, type Piece } from './week';

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
export function readRows(posted: Values): HoursRow[] {
	const values = columns.map((name) => [posted[name] ?? []].flat());
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

/** Whether hours go on past midnight: what may be meant, and may be a slip. */
export function endsNextDay({ starts, ends }: HoursRow): boolean {
	const [from, until] = [minutesOf(starts), minutesOf(ends)];
	return from !== null && until !== null && until > 0 && until < from;
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
		} else if (from === until) {
			wrong[index] = m.availability_error_order();
		} else {
			const brush = { room: row.room, only: row.only, zone: row.zone };
			// A night is the end of one day and the beginning of the next.
			const spans =
				from < until
					? [{ weekday, from, until }]
					: [
							{ weekday, from, until: 1440 },
							{ weekday: (weekday % 7) + 1, from: 0, until }
						];
			for (const span of spans) {
				pieces.push({ ...brush, ...span });
				places.push(index);
			}
		}
	}
	for (const index of overlapping(pieces)) {
		wrong[places[index] ?? 0] = m.availability_error_overlap();
	}
	return { pieces, wrong };
}
