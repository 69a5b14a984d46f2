import { addDays, type Day } from '$lib/app/time/days';
import { instantAt } from '$lib/app/time/instants.server';

const hour = 3_600_000;

/** From an hour before a round to an hour after it; null where it is no hour of a day. Midnight ends the day. */
export function roundSpan(time: string, day: Day, zone: string) {
	if (!/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/.test(time)) return null;
	const at = Date.parse(
		time === '24:00' ? instantAt(addDays(day, 1), '00:00', zone) : instantAt(day, time, zone)
	);
	return { from: new Date(at - hour).toISOString(), until: new Date(at + hour).toISOString() };
}
