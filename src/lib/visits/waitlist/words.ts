import { m } from '$lib/paraglide/messages.js';
import { formatDate, weekdayName } from '$lib/app/time/format';
import type { Tone } from '$lib/app/ui/types';
import type { Entry } from './queries';
import type { Urgency } from './urgency';

export function urgencyLabel(urgency: Urgency): string {
	switch (urgency) {
		case 'urgent':
			return m.waitlist_urgent();
		case 'soon':
			return m.waitlist_soon();
		case 'routine':
			return m.waitlist_routine();
	}
}

export const urgencyTone = (urgency: Urgency): Tone =>
	urgency === 'urgent' ? 'error' : urgency === 'soon' ? 'warning' : 'neutral';

/** Days of the week, three or more in a row as a span: "Mon–Fri", "Tue, Thu". */
function daysWords(weekdays: readonly number[]): string {
	const runs: number[][] = [];
	for (const iso of [...weekdays].sort((one, other) => one - other)) {
		const run = runs.at(-1);
		if (run?.at(-1) === iso - 1) run.push(iso);
		else runs.push([iso]);
	}
	const name = (iso: number | undefined) => weekdayName(iso ?? 1, 'short');
	return runs
		.map((run) =>
			run.length > 2 ? `${name(run[0])}–${name(run.at(-1))}` : run.map(name).join(', ')
		)
		.join(', ');
}

const clock = (time: string) => time.slice(0, 5);

/** When somebody could come, piece by piece; what is not limited is not mentioned. */
export function wishWords(
	wish: Pick<Entry, 'earliest_on' | 'latest_on' | 'weekdays' | 'from_time' | 'until_time'>,
	today: string
): string[] {
	const words: string[] = [];
	if (wish.earliest_on > today) {
		words.push(m.waitlist_wish_from({ day: formatDate(wish.earliest_on) }));
	}
	if (wish.latest_on) words.push(m.waitlist_wish_until({ day: formatDate(wish.latest_on) }));
	if (wish.weekdays.length < 7) {
		words.push(daysWords(wish.weekdays));
	}
	const [from, until] = [clock(wish.from_time), clock(wish.until_time)];
	if (from !== '00:00' && until !== '24:00') words.push(m.waitlist_wish_between({ from, until }));
	else if (from !== '00:00') words.push(m.waitlist_wish_after({ from }));
	else if (until !== '24:00') words.push(m.waitlist_wish_before({ until }));
	return words.length > 0 ? words : [m.waitlist_wish_any()];
}
