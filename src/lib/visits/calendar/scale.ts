import { addDays, startOfDay, type Day } from '$lib/visits/scheduling/days';

const minuteMs = 60_000;
const usualMinutes = 24 * 60;

/**
 * One day of the hospital as a scale of minutes on the clock. On the two days of a year on which the
 * clocks change, a minute of the clock is looked up instead of reckoned.
 */
export class DayScale {
	readonly day: Day;
	/** The day's first instant and that of the next. */
	readonly start: number;
	readonly end: number;
	#zone: string;

	constructor(day: Day, zone: string) {
		this.day = day;
		this.start = Date.parse(startOfDay(day, zone));
		this.end = Date.parse(startOfDay(addDays(day, 1), zone));
		this.#zone = zone;
	}

	get #usual(): boolean {
		return this.end - this.start === usualMinutes * minuteMs;
	}

	has(instant: number): boolean {
		return instant >= this.start && instant < this.end;
	}

	/** Minutes the clock shows at an instant; 0 before the day and 1440 after it. */
	minuteAt(instant: number): number {
		if (instant <= this.start) return 0;
		if (instant >= this.end) return usualMinutes;
		if (this.#usual) return (instant - this.start) / minuteMs;
		const clock = new Intl.DateTimeFormat('en-GB', {
			timeZone: this.#zone,
			hour: '2-digit',
			minute: '2-digit',
			hourCycle: 'h23'
		}).format(instant);
		return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
	}

	/** The instant at which the clock shows so many minutes; the first one where an hour is there twice. */
	instantAt(minute: number): number {
		const guess = this.start + minute * minuteMs;
		if (this.#usual) return guess;
		return guess + (minute - this.minuteAt(guess)) * minuteMs;
	}
}
