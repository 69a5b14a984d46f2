/**
 * From the clock on the wall to instants, by one rule (that of RFC 5545 and of Temporal): of a time that comes twice,
 * because the clocks go back, the first is meant; a time that is left out, because they go forward, is as long after
 * the change as it would have been without it, so that 02:30 becomes 03:30.
 *
 * On the server only. A browser is handed instants, and for a calendar the shape of a day: the library is 4.3 KB
 * there, and two places that reckon would be two that can disagree.
 */

import { fromAbsolute, parseDate, parseDateTime, toZoned } from '@internationalized/date';
import { addDays, type Day } from './days';
import type { DayShape } from './scale';

/** The instant at which the clock shows this: a day and time (`2026-11-22T09:05`, as a field gives it). */
export const instantOf = (local: string, zone: string): string =>
	toZoned(parseDateTime(local), zone).toAbsoluteString();

/** The same of a day and a time of day ("09:05"). */
export const instantAt = (day: Day, time: string, zone: string): string =>
	instantOf(`${day}T${time}`, zone);

/** The instant a day begins. Where the clocks go forward at midnight, that is one o'clock. */
export const startOfDay = (day: Day, zone: string): string =>
	toZoned(parseDate(day), zone).toAbsoluteString();

/** The first instant of a day and that after its last, or after that of a later day. */
export const daySpan = (
	first: Day,
	zone: string,
	last: Day = first
): { from: string; until: string } => ({
	from: startOfDay(first, zone),
	until: startOfDay(addDays(last, 1), zone)
});

const minuteMs = 60_000;

/** A day as a `DayScale` needs it. */
export function dayShape(day: Day, zone: string): DayShape {
	const { from, until } = daySpan(day, zone);
	const [start, end] = [Date.parse(from), Date.parse(until)];
	const offset = (instant: number) => fromAbsolute(instant, zone).offset;
	// The clocks may have changed at the very instant the day began, so it is looked at from just before.
	const before = offset(start - 1);
	const shift = (offset(end - 1) - before) / minuteMs;
	if (shift === 0) return { day, start, end, change: null };
	let [unchanged, at] = [start - minuteMs, end];
	while (at - unchanged > minuteMs) {
		const middle = unchanged + Math.floor((at - unchanged) / 2 / minuteMs) * minuteMs;
		if (offset(middle) === before) unchanged = middle;
		else at = middle;
	}
	return { day, start, end, change: { at, shift } };
}
