/**
 * Times as people enter them: a day and a time of day of the hospital (`2026-11-22T09:05`, what a browser's
 * field for date and time gives), and the instants they are.
 */

/* Making a formatter costs far more than using it. */
const formatters = new Map<string, Intl.DateTimeFormat>();

/** What the clock on the wall shows at an instant, to the minute. */
export function localTime(instant: string | number, zone: string): string {
	let formatter = formatters.get(zone);
	if (!formatter) {
		// Swedish writes dates and times as the fields want them.
		formatter = new Intl.DateTimeFormat('sv-SE', {
			timeZone: zone,
			year: 'numeric',
			month: '2-digit',
			day: '2-digit',
			hour: '2-digit',
			minute: '2-digit'
		});
		formatters.set(zone, formatter);
	}
	return formatter.format(new Date(instant)).replace(' ', 'T');
}

/** The instant at which the clock shows this; of a time that does not exist, the one as long after midnight. */
export function instantOf(local: string, zone: string): string {
	const shown = Date.parse(`${local}Z`);
	const offset = (at: number) =>
		Date.parse(`${localTime(at, zone)}Z`) - Math.floor(at / 60_000) * 60_000;
	const guess = shown - offset(shown);
	// The offset is only known at an instant, and the clocks may change between the guess and the time.
	return new Date(shown - offset(guess)).toISOString();
}

/** Minutes after midnight of "08:30"; null for what is no time. */
export function minutesOf(text: string): number | null {
	const found = /^(\d{1,2}):(\d{2})(?::00)?$/.exec(text);
	if (!found) return null;
	const [hours, minutes] = [Number(found[1]), Number(found[2])];
	return hours < 24
		? minutes < 60
			? hours * 60 + minutes
			: null
		: hours === 24 && minutes === 0
			? 1440
			: null;
}

/** "08:30"; the end of the day is "24:00". */
export const clock = (minutes: number) =>
	`${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
