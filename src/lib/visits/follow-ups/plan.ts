import { startOfDay, type Day } from '$lib/visits/scheduling/days';
import { formatTime } from '$lib/app/ui/format';

const minutesOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

/**
 * The instant at which the clocks of a zone show a time of a day, as an ISO string; of two (the clocks go back) the
 * first, and for a time that is left out (they go forward) the one the clocks show instead.
 */
export function instantAt(day: Day, time: string, zone: string): string {
	const guess = Date.parse(startOfDay(day, zone)) + minutesOf(time) * 60_000;
	// A clock change earlier on that day has shifted the guess by as much as the clocks now differ from it.
	const shift = minutesOf(time) - minutesOf(formatTime(new Date(guess).toISOString(), zone));
	const nearest = shift > 720 ? shift - 1440 : shift < -720 ? shift + 1440 : shift;
	return new Date(guess + nearest * 60_000).toISOString();
}
