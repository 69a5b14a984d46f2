import { getLocale } from '$lib/paraglide/runtime.js';

/** English as a hospital writes it: days before months, 24 hours. */
const tags = { en: 'en-GB', es: 'es-ES' } as const;

// Making a formatter costs a hundred times what using one does.
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
	const tag = tags[getLocale()];
	const key = `${tag}|${zone}|${JSON.stringify(options)}`;
	let found = formatters.get(key);
	if (!found) {
		found = new Intl.DateTimeFormat(tag, { ...options, timeZone: zone });
		formatters.set(key, found);
	}
	return found;
}

/** A bare date ("2026-11-22") is the same day everywhere: it is never moved between zones. */
function instant(iso: string, zone: string): { at: Date; zone: string } {
	return /^\d{4}-\d{2}-\d{2}$/.test(iso)
		? { at: new Date(`${iso}T00:00:00Z`), zone: 'UTC' }
		: { at: new Date(iso), zone };
}

function write(iso: string, zone: string, options: Intl.DateTimeFormatOptions): string {
	const moment = instant(iso, zone);
	return formatter(moment.zone, options).format(moment.at);
}

/** "09:05", in an IANA zone. */
export function formatTime(iso: string, zone: string): string {
	return write(iso, zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
}

/** "22 Nov 2026". Takes an instant or a bare date. */
export function formatDate(iso: string, zone = 'UTC'): string {
	return write(iso, zone, { day: 'numeric', month: 'short', year: 'numeric' });
}

/** "22 Nov 2026, 09:05". */
export function formatDateTime(iso: string, zone: string): string {
	return `${formatDate(iso, zone)}, ${formatTime(iso, zone)}`;
}

/** "Sunday 22 November"; with the year when it is another than this one. */
export function formatDay(iso: string, zone: string, now: Date = new Date()): string {
	const year = (at: Date, inZone: string) => formatter(inZone, { year: 'numeric' }).format(at);
	const moment = instant(iso, zone);
	const other = year(moment.at, moment.zone) !== year(now, zone);
	return write(iso, zone, {
		weekday: 'long',
		day: 'numeric',
		month: 'long',
		...(other && { year: 'numeric' })
	});
}

const steps = [
	['year', 365 * 86_400],
	['month', 30 * 86_400],
	['week', 7 * 86_400],
	['day', 86_400],
	['hour', 3_600],
	['minute', 60]
] as const;

/** "in 3 hours", "yesterday", "now": how far an instant is from now. */
export function formatRelative(iso: string, now: Date = new Date()): string {
	const relative = new Intl.RelativeTimeFormat(tags[getLocale()], { numeric: 'auto' });
	const seconds = (new Date(iso).getTime() - now.getTime()) / 1000;
	for (const [unit, length] of steps) {
		const count = Math.trunc(seconds / length);
		if (count !== 0) return relative.format(count, unit);
	}
	return relative.format(0, 'second');
}

/** Completed years since a birth date ("1980-02-29"), on a day in a zone. */
export function ageFrom(birthDate: string, now: Date = new Date(), zone = 'UTC'): number {
	const today = new Intl.DateTimeFormat('en-CA', {
		timeZone: zone,
		year: 'numeric',
		month: '2-digit',
		day: '2-digit'
	}).format(now);
	const years = Number(today.slice(0, 4)) - Number(birthDate.slice(0, 4));
	return today.slice(5) < birthDate.slice(5, 10) ? years - 1 : years;
}
