import { getLocale, type Locale } from '$lib/paraglide/runtime.js';
import { addDays, type Day } from './days';
import type { Instant } from './clock';

/** English as a hospital writes it: days before months, 24 hours. */
export const languageTags = { en: 'en-GB', es: 'es-ES' } as const;

// Making a formatter costs a hundred times what using one does.
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(zone: string, options: Intl.DateTimeFormatOptions, locale: Locale) {
	const tag = languageTags[locale];
	const key = `${tag}|${zone}|${JSON.stringify(options)}`;
	let found = formatters.get(key);
	if (!found) {
		found = new Intl.DateTimeFormat(tag, { ...options, timeZone: zone });
		formatters.set(key, found);
	}
	return found;
}

/** A bare date ("2026-11-22") is the same day everywhere: it is never moved between zones. */
const isDay = (at: Instant | Day) => typeof at === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(at);

/** An instant or a bare date with the parts asked for; in the reader's language unless told another. */
export const formatAs = (
	at: Instant | Day,
	zone: string,
	options: Intl.DateTimeFormatOptions,
	locale: Locale = getLocale()
): string => formatter(isDay(at) ? 'UTC' : zone, options, locale).format(new Date(at));

/** "09:05", in an IANA zone. */
export const formatTime = (at: Instant, zone: string, locale?: Locale): string =>
	formatAs(at, zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }, locale);

/** "22 Nov 2026". */
export const formatDate = (at: Instant | Day, zone = 'UTC', locale?: Locale): string =>
	formatAs(at, zone, { day: 'numeric', month: 'short', year: 'numeric' }, locale);

/** "22 Nov 2026, 09:05". */
export const formatDateTime = (at: Instant, zone: string, locale?: Locale): string =>
	`${formatDate(at, zone, locale)}, ${formatTime(at, zone, locale)}`;

/** "Sunday 22 November"; with the year when it is another than this one. */
export function formatDay(at: Instant | Day, zone: string, now: Date = new Date()): string {
	const year = (moment: Instant | Day) => formatAs(moment, zone, { year: 'numeric' });
	return formatAs(at, zone, {
		weekday: 'long',
		day: 'numeric',
		month: 'long',
		...(year(at) !== year(now) && { year: 'numeric' })
	});
}

/** "Fri 27 Nov": a day near enough to need no year. */
export const formatNearDay = (at: Instant | Day, zone = 'UTC'): string =>
	formatAs(at, zone, { weekday: 'short', day: 'numeric', month: 'short' });

/** "Monday" or "Mon" of 1 (ISO), as it is written within a sentence. */
export const weekdayName = (weekday: number, width: 'long' | 'short' = 'long'): string =>
	// The last day of 2023 was a Sunday.
	formatAs(addDays('2023-12-31', weekday), 'UTC', { weekday: width });

const steps = [
	['year', 365 * 86_400],
	['month', 30 * 86_400],
	['week', 7 * 86_400],
	['day', 86_400],
	['hour', 3_600],
	['minute', 60]
] as const;

/** "in 3 hours", "yesterday", "now": how far an instant is from now. */
export function formatRelative(at: Instant, now: Date = new Date()): string {
	const relative = new Intl.RelativeTimeFormat(languageTags[getLocale()], { numeric: 'auto' });
	const seconds = (new Date(at).getTime() - now.getTime()) / 1000;
	for (const [unit, length] of steps) {
		const count = Math.trunc(seconds / length);
		if (count !== 0) return relative.format(count, unit);
	}
	return relative.format(0, 'second');
}

/** "22 Nov 2026, 09:00–12:00", or with both days where it goes over midnight. */
export function formatSpan(starts: string, ends: string, zone: string): string {
	const [first, last] = [formatDate(starts, zone), formatDate(ends, zone)];
	return first === last
		? `${first}, ${formatTime(starts, zone)}–${formatTime(ends, zone)}`
		: `${first}, ${formatTime(starts, zone)} – ${last}, ${formatTime(ends, zone)}`;
}
