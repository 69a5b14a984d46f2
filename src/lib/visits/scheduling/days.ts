/**
 * Calendar days of the hospital. A day is a string `YYYY-MM-DD` in the hospital's IANA time zone; an
 * instant is an ISO 8601 string or a Date. The two are kept apart because a day may have 23 or 25 hours.
 */

export type Day = string;

const dayMs = 86_400_000;
const dayPattern = /^\d{4}-\d{2}-\d{2}$/;

/* Constructing a formatter costs far more than using it, and lists format the same zone many times. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function parts(instant: Date, zone: string): Record<string, number> {
	let formatter = formatters.get(zone);
	if (!formatter) {
		formatter = new Intl.DateTimeFormat('en-US', {
			timeZone: zone,
			calendar: 'gregory',
			numberingSystem: 'latn',
			hourCycle: 'h23',
			year: 'numeric',
			month: 'numeric',
			day: 'numeric',
			hour: 'numeric',
			minute: 'numeric',
			second: 'numeric'
		});
		formatters.set(zone, formatter);
	}
	return Object.fromEntries(
		formatter.formatToParts(instant).map((part) => [part.type, Number(part.value)])
	);
}

/** The calendar day on which an instant falls in a zone. */
export function dayOf(instant: string | Date, zone: string): Day {
	const { year, month, day } = parts(new Date(instant), zone);
	return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** The day so many days later (or earlier, when negative). */
export function addDays(day: Day, count: number): Day {
	return new Date(Date.parse(`${day}T00:00:00Z`) + count * dayMs).toISOString().slice(0, 10);
}

/** Whole days from one day to another; negative when the second comes first. */
export function daysBetween(from: Day, to: Day): number {
	return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / dayMs);
}

/** A day from a query string, or null if it is not a real calendar day. */
export function parseDay(text: string | null | undefined): Day | null {
	if (!text || !dayPattern.test(text)) return null;
	const time = Date.parse(`${text}T00:00:00Z`);
	if (Number.isNaN(time)) return null;
	return new Date(time).toISOString().slice(0, 10) === text ? text : null;
}

/** Milliseconds the zone's wall clock is ahead of UTC at an instant. */
function offset(instant: number, zone: string): number {
	const { year, month, day, hour, minute, second } = parts(new Date(instant), zone);
	return (
		Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second) -
		Math.floor(instant / 1000) * 1000
	);
}

/** The instant a day begins in a zone, as an ISO string in UTC. */
export function startOfDay(day: Day, zone: string): string {
	const midnight = Date.parse(`${day}T00:00:00Z`);
	// The offset is only known at an instant, and the clocks may change between the guess and midnight.
	const guess = midnight - offset(midnight, zone);
	const start = midnight - offset(guess, zone);
	return new Date(start).toISOString();
}
