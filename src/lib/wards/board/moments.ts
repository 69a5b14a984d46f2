import { dayOf } from '$lib/app/time/days';
import { formatTime } from '$lib/app/time/format';
import { leavingDay } from './words';

/** An instant as a card has room for: "14:30" today, else "Fri 27 Nov, 14:30". */
export function momentWords(iso: string, now: Date, zone: string): string {
	const time = formatTime(iso, zone);
	const day = dayOf(new Date(iso), zone);
	return day === dayOf(now, zone) ? time : `${leavingDay(day, now, zone).day}, ${time}`;
}
