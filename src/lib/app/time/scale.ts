import type { Day } from './days';

/** A day between two instants (ms since 1970), with the change of the clocks on it. */
export interface DayShape {
	day: Day;
	/** Its first instant, and that of the next day. */
	start: number;
	end: number;
	/** From when the clocks show so many minutes more (or fewer) than they would have. */
	change: { at: number; shift: number } | null;
}

const minuteMs = 60_000;
const usualMinutes = 24 * 60;

/** One day of the hospital as a scale of minutes on the clock. */
export class DayScale implements DayShape {
	readonly day: Day;
	readonly start: number;
	readonly end: number;
	readonly change: DayShape['change'];

	constructor({ day, start, end, change }: DayShape) {
		this.day = day;
		this.start = start;
		this.end = end;
		this.change = change;
	}

	has(instant: number): boolean {
		return instant >= this.start && instant < this.end;
	}

	/** Minutes the clock shows at an instant; 0 before the day and 1440 after it. */
	minuteAt(instant: number): number {
		if (instant < this.start) return 0;
		if (instant >= this.end) return usualMinutes;
		const shift = this.change && instant >= this.change.at ? this.change.shift : 0;
		return (instant - this.start) / minuteMs + shift;
	}

	/** The instant at which the clock shows so many minutes, by the rule of `instantOf`. */
	instantAt(minute: number): number {
		const unchanged = this.start + minute * minuteMs;
		if (!this.change || unchanged < this.change.at) return unchanged;
		const changed = unchanged - this.change.shift * minuteMs;
		return changed >= this.change.at ? changed : unchanged;
	}
}
