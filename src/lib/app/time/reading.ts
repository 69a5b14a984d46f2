/** Days and times of day as people type them. */
import { parseDay, type Day } from './days';
import { orders, writtenField, type Kind, type Order, type Writing } from './written';

/** How a language (`es-ES`), or the one most spoken in a country (`und-ES`), writes. */
export function writingOf(tag: string): Writing {
	const { language, region } = new Intl.Locale(tag).maximize();
	const spoken = [language, region].filter(Boolean).join('-');
	const parts = new Intl.DateTimeFormat(spoken, {
		calendar: 'gregory',
		numberingSystem: 'latn',
		year: 'numeric',
		month: '2-digit',
		day: '2-digit'
	}).formatToParts(0);
	const order = parts
		.filter(({ type }) => ['day', 'month', 'year'].includes(type))
		.map(({ type }) => type[0])
		.join('');
	const between = parts.find(({ type }) => type === 'literal')?.value ?? '';
	const { hourCycle } = new Intl.DateTimeFormat(spoken, { hour: 'numeric' }).resolvedOptions();
	return {
		order: orders.find((known) => known === order) ?? 'dmy',
		separator: /[/.-]/.exec(between)?.[0] ?? '/',
		twelve: hourCycle === 'h12' || hourCycle === 'h11'
	};
}

/** Digits of Arabic and Persian as ours, and without the marks that only say which way a text runs. */
const plain = (text: string): string =>
	text
		.replace(/[\u0660-\u0669\u06F0-\u06F9]/g, (digit) => String(digit.charCodeAt(0) & 0xf))
		.replace(/[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g, '')
		.replace(/[\s\u00A0\u202F]+/g, ' ')
		.trim();

/** Year, month and day of a text that has the form of a date, whether or not there is such a day. */
function partsOfDate(text: string, order: Order): [string, string, string] | null {
	const together = /^\d{8}$/.exec(text) && (order === 'ymd' ? [4, 6] : [2, 4]);
	const [first = '', second = '', third = '', more] = together
		? [text.slice(0, together[0]), text.slice(together[0], together[1]), text.slice(together[1])]
		: text.split(/ ?[/.\-\u060D] ?| /);
	if (more !== undefined) return null;
	// The year is written out and tells ISO from the rest: of 05/04/71 nobody knows which century.
	const [year, month, day] =
		first.length === 4
			? [first, second, third]
			: order === 'dmy'
				? [third, second, first]
				: [order === 'mdy' ? third : '', first, second];
	const formed = /^[12]\d{3}$/.test(year) && [day, month].every((part) => /^\d{1,2}$/.test(part));
	return formed ? [year, month.padStart(2, '0'), day.padStart(2, '0')] : null;
}

const readDate = (text: string, order: Order): Day | null =>
	parseDay(partsOfDate(text, order)?.join('-') ?? null);

/** The date in a text of which the calendar has no such day, as 31/02/2026; null where it is written otherwise. */
export function noSuchDay(typed: string, order: Order): string | null {
	const day = plain(typed).replace(/[T ,\u060C]+\d{1,2}[:.h]\d{2}.*$/, '');
	return partsOfDate(day, order) && !readDate(day, order) ? day : null;
}

const timeForm =
	/^(?:(\d{1,2})(?: ?[:.h] ?(\d{2}))?(?::\d{2})?|(\d{1,2})(\d{2})) ?(?:h|([ap])\.? ?m\.?|([صم]))?$/iu;

function readTime(text: string): string | null {
	const found = timeForm.exec(text);
	if (!found) return null;
	const [, apart, after = '00', joined, rest, half, arabic] = found;
	const minutes = Number(apart === undefined ? rest : after);
	let hours = Number(apart ?? joined);
	const mark = half?.toLowerCase() ?? (arabic && (arabic === 'ص' ? 'a' : 'p'));
	if (mark) {
		if (hours < 1 || hours > 12) return null;
		hours = (hours % 12) + (mark === 'p' ? 12 : 0);
	}
	if (hours > 23 || minutes > 59) return null;
	return `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
}

function readMoment(text: string, order: Order): string | null {
	const written = text.replace(/^(\d{4}-\d{2}-\d{2})T/, '$1 ').replace(/^(\d{8})(\d{4})$/, '$1 $2');
	// "5 4 2026 10:00 PM": wherever what is before is a day and what is after a time.
	for (let at = written.lastIndexOf(' '); at > 0; at = written.lastIndexOf(' ', at - 1)) {
		const day = readDate(written.slice(0, at).replace(/[,\u060C]$/, ''), order);
		const time = day && readTime(written.slice(at + 1));
		if (time) return `${day}T${time}`;
	}
	return null;
}

/** What was typed, in ISO (`1971-04-05`, `22:00`, `1971-04-05T22:00`); null for what cannot be read; nothing is nothing. */
export function read(kind: Kind, typed: string, order: Order): string | null {
	const text = plain(typed);
	if (text === '') return '';
	if (kind === 'date') return readDate(text, order);
	if (kind === 'datetime') return readMoment(text, order);
	// The end of a day is the beginning of the next one.
	return readTime(text === '24:00' ? '00:00' : text);
}

/**
 * Reads what was written in the fields of a form, which is in ISO afterwards; what cannot be read stays as it is, for
 * the form's schema to refuse. Whether there was any such field.
 */
export function readWritten(
	form: Pick<FormData | URLSearchParams, 'delete'> & {
		getAll: (name: string) => unknown[];
		append: (name: string, value: string) => void;
	}
): boolean {
	const marks = form.getAll(writtenField);
	form.delete(writtenField);
	for (const mark of marks) {
		const [, kind, order, name] =
			/^(date|time|datetime) (dmy|mdy|ymd) (.+)$/.exec(String(mark)) ?? [];
		if (!name) continue;
		const typed = form.getAll(name);
		form.delete(name);
		for (const text of typed.map(String)) {
			form.append(name, read(kind as Kind, text, order as Order) ?? text);
		}
	}
	return marks.length > 0;
}
