/**
 * Calendar days of the hospital. A day is a string `YYYY-MM-DD` in the hospital's IANA time zone, an instant an
 * ISO 8601 string, a Date or milliseconds since 1970. The two are kept apart because a day may have 23 or 25 hours:
 * `instants.server.ts` has the way from a day back to instants.
 */

import { wallClock, type Instant } from './clock';

export type Day = string;

const dayMs = 86_400_000;

/** A day as a number that can be counted with. Days have 24 hours in UTC. */
const numberOf = (day: Day) => Date.parse(`${day}T00:00:00Z`);
const dayAt = (number: number): Day => new Date(number).toISOString().slice(0, 10);

/** The calendar day on which an instant falls in a zone. */
export const dayOf = (instant: Instant, zone: string): Day => wallClock(instant, zone).slice(0, 10);

/** The day so many days later (or earlier, when negative). */
export const addDays = (day: Day, count: number): Day => dayAt(numberOf(day) + count * dayMs);

/** Whole days from one day to another; negative when the second comes first. */
export const daysBetween = (from: Day, to: Day): number =>
	Math.round((numberOf(to) - numberOf(from)) / dayMs);

/** So many days in a row. */
export const daysFrom = (first: Day, count: number): Day[] =>
	Array.from({ length: count }, (_, index) => addDays(first, index));

/** ISO: 1 Monday to 7 Sunday. */
export const weekdayOf = (day: Day): number => new Date(numberOf(day)).getUTCDay() || 7;

/** The Monday of the day's week. */
export const mondayOf = (day: Day): Day => addDays(day, 1 - weekdayOf(day));

/** A day from an address, or null if it is not a real calendar day, with room for sums on either side of it. */
export function parseDay(text: string | null | undefined): Day | null {
	if (!text || !/^[12]\d{3}-\d{2}-\d{2}$/.test(text)) return null;
	const number = numberOf(text);
	// The 30th of February is a day of March to Date.parse.
	return !Number.isNaN(number) && dayAt(number) === text ? text : null;
}

/** Completed years from a birth date to a day. Who was born on 29 February is a year older on 1 March. */
export function ageOn(day: Day, birthDate: Day): number {
	const years = Number(day.slice(0, 4)) - Number(birthDate.slice(0, 4));
	return day.slice(5) < birthDate.slice(5, 10) ? years - 1 : years;
}

/** Completed months from a birth date to a day. */
export function monthsOn(day: Day, birthDate: Day): number {
	const months = (of: Day) => Number(of.slice(0, 4)) * 12 + Number(of.slice(5, 7));
	return months(day) - months(birthDate) - (day.slice(8) < birthDate.slice(8, 10) ? 1 : 0);
}
