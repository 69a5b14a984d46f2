/** Times of day: minutes after midnight as "08:30", and what the clock on the wall shows at an instant. */

export type Instant = string | number | Date;

/* Making a formatter costs a hundred times what using one does. */
const formatters = new Map<string, Intl.DateTimeFormat>();

/** What the clock on the wall shows at an instant, to the minute, as a field for date and time has it. */
export function wallClock(instant: Instant, zone: string): string {
	let formatter = formatters.get(zone);
	if (!formatter) {
		// Swedish writes dates and times as the fields want them.
		formatter = new Intl.DateTimeFormat('sv-SE', {
			timeZone: zone,
			calendar: 'gregory',
			numberingSystem: 'latn',
			hourCycle: 'h23',
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

/** Minutes after midnight of "08:30"; null for what is no time. */
export function minutesOf(text: string): number | null {
	const found = /^(\d{1,2}):(\d{2})(?::00)?$/.exec(text);
	if (!found) return null;
	const [hours, minutes] = [Number(found[1]), Number(found[2])];
	if (hours === 24) return minutes === 0 ? 1440 : null;
	return hours < 24 && minutes < 60 ? hours * 60 + minutes : null;
}

/** "08:30"; the end of the day is "24:00". */
export const clock = (minutes: number) =>
	`${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
