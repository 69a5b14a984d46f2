import { m } from '$lib/paraglide/messages.js';
import { formatAs, formatTime } from '$lib/app/time/format';
import { noSuchDay } from '$lib/app/time/reading';
import { write, type Kind, type Writing } from '$lib/app/time/written';

/** "Monday 5 April 1971", "Sunday 29 November 2026, 22:00": so that whoever typed sees which day it was read as. */
export function inWords(kind: Kind, iso: string, writing: Writing): string {
	if (kind === 'time') return write(kind, iso, writing);
	const on = iso.slice(0, 10);
	// In two parts: whether a comma follows the name of the day differs from one browser to the next.
	const day = m.forms_day_in_words({
		weekday: formatAs(on, 'UTC', { weekday: 'long' }),
		day: formatAs(on, 'UTC', { day: 'numeric', month: 'long', year: 'numeric' })
	});
	if (kind === 'date') return day;
	return `${day}, ${writing.twelve ? write('time', iso.slice(11), writing) : formatTime(`${iso.slice(0, 16)}Z`, 'UTC')}`;
}

/** What is wrong with a text that cannot be read. */
export function unreadable(kind: Kind, typed: string, writing: Writing): string {
	const day = kind === 'time' ? null : noSuchDay(typed, writing.order);
	if (day) return m.forms_no_such_day({ day });
	const example = write(
		kind,
		{ date: '1980-12-31', time: '21:30', datetime: '2026-12-31T21:30' }[kind],
		writing
	);
	switch (kind) {
		case 'date':
			return m.forms_unreadable_date({ example });
		case 'time':
			return m.forms_unreadable_time({ example });
		default:
			return m.forms_unreadable_datetime({ example });
	}
}
