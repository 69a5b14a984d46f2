import { describe, expect, test } from 'vitest';
import { noSuchDay, read, readWritten, writingOf } from './reading';
import { write, writtenField, writtenMark, type Kind, type Order } from './written';

test('a language and a country have their order, separator and clock', () => {
	expect(writingOf('en-US')).toEqual({ order: 'mdy', separator: '/', twelve: true });
	expect(writingOf('en-GB')).toEqual({ order: 'dmy', separator: '/', twelve: false });
	expect(writingOf('es-ES')).toEqual({ order: 'dmy', separator: '/', twelve: false });
	expect(writingOf('ar')).toEqual({ order: 'dmy', separator: '/', twelve: true });
	expect(writingOf('und-ES')).toEqual(writingOf('es-ES'));
	expect(writingOf('und-US')).toEqual(writingOf('en-US'));
	expect(writingOf('und-DE')).toEqual({ order: 'dmy', separator: '.', twelve: false });
	expect(writingOf('und-SE')).toEqual({ order: 'ymd', separator: '-', twelve: false });
	expect(writingOf('und-SA')).toMatchObject({ order: 'dmy', separator: '/' });
});

const inOrder = (tag: string): Order => writingOf(tag).order;

describe.each(['en-GB', 'es-ES', 'ar'])('in %s the day comes first', (tag) => {
	test.each([
		'05/04/1971',
		'5/4/1971',
		'5.4.1971',
		'05.04.1971',
		'5-4-1971',
		'5 4 1971',
		' 5 / 4 / 1971 ',
		'05041971',
		'1971-04-05',
		'1971/4/5',
		'٠٥/٠٤/١٩٧١',
		'\u200F٥\u200F/٤\u200F/١٩٧١',
		'۵/۴/۱۹۷۱'
	])('%s is 5 April 1971', (typed) => {
		expect(read('date', typed, inOrder(tag))).toBe('1971-04-05');
	});
});

test('in the United States the month comes first', () => {
	expect(read('date', '05/04/1971', inOrder('en-US'))).toBe('1971-05-04');
	expect(read('date', '05041971', inOrder('en-US'))).toBe('1971-05-04');
	expect(read('date', '4/25/1971', inOrder('en-US'))).toBe('1971-04-25');
	// No month has that number, and nobody guesses that the other order was meant.
	expect(read('date', '25/4/1971', inOrder('en-US'))).toBeNull();
	expect(read('date', '1971-04-05', inOrder('en-US'))).toBe('1971-04-05');
});

test('where the year comes first nothing else does', () => {
	expect(read('date', '19710405', 'ymd')).toBe('1971-04-05');
	expect(read('date', '05/04/1971', 'ymd')).toBeNull();
});

test.each([
	'31/02/2026',
	'29/02/2027',
	'5/4/71',
	'5/4',
	'5/4/1971/2',
	'2026-13-01',
	'tomorrow',
	'5/4/0026',
	'1971-04-05T10:00',
	'123456789'
])('%s is no day', (typed) => {
	expect(read('date', typed, 'dmy')).toBeNull();
});

test.each([
	['31/02/2026', '31/02/2026'],
	['29.2.2027', '29.2.2027'],
	['2026-13-01', '2026-13-01'],
	['31/02/2026 22:00', '31/02/2026'],
	['31/04/2026, 9.30', '31/04/2026'],
	['2026-02-31T10:00', '2026-02-31'],
	['28/02/2026', null],
	['31/02/26', null],
	['tomorrow', null]
])('of %s the calendar has no %s', (typed, day) => {
	expect(noSuchDay(typed, 'dmy')).toBe(day);
});

test.each([
	['22:00', '22:00'],
	['9', '09:00'],
	['9:30', '09:30'],
	['9.30', '09:30'],
	['9h30', '09:30'],
	['22 h', '22:00'],
	['930', '09:30'],
	['2200', '22:00'],
	['10pm', '22:00'],
	['10:05 PM', '22:05'],
	['10:05 p. m.', '22:05'],
	['12 am', '00:00'],
	['12:30pm', '12:30'],
	['10 م', '22:00'],
	['١٠:٠٠ ص', '10:00'],
	['22:00:30', '22:00'],
	['24:00', '00:00']
])('the time %s is %s', (typed, time) => {
	expect(read('time', typed, 'dmy')).toBe(time);
});

test.each(['25:00', '9:60', '13 pm', '0 am', 'noon', '9:3', '22:00:', '12345'])(
	'%s is no time',
	(typed) => {
		expect(read('time', typed, 'dmy')).toBeNull();
	}
);

test('a day and a time are apart by what people put between them', () => {
	for (const typed of [
		'29/11/2026 22:00',
		'29/11/2026, 22:00',
		'29.11.2026 22.00',
		'29 11 2026 10 pm',
		'291120262200',
		'2026-11-29T22:00',
		'2026-11-29 22:00',
		'٢٩/١١/٢٠٢٦، ١٠:٠٠ م'
	]) {
		expect(read('datetime', typed, 'dmy'), typed).toBe('2026-11-29T22:00');
	}
	expect(read('datetime', '11/29/2026 10:00 PM', 'mdy')).toBe('2026-11-29T22:00');
	for (const typed of ['29/11/2026', '22:00', '29/11/2026 24:00', '29/11 22:00', 'now']) {
		expect(read('datetime', typed, 'dmy'), typed).toBeNull();
	}
});

test('nothing is nothing', () => {
	for (const kind of ['date', 'time', 'datetime'] as const) {
		expect(read(kind, ' ', 'dmy')).toBe('');
		expect(write(kind, '', writingOf('es-ES'))).toBe('');
	}
});

test('a field shows it as the hospital writes it, and reads that again', () => {
	const iso: [Kind, string][] = [
		['date', '1971-04-05'],
		['time', '22:05'],
		['time', '00:00'],
		['time', '12:30'],
		['datetime', '2026-11-29T22:00']
	];
	for (const tag of ['en-US', 'en-GB', 'es-ES', 'ar', 'en-CA', 'und-DE', 'und-SE', 'und-JP']) {
		const writing = writingOf(tag);
		for (const [kind, is] of iso) {
			expect(read(kind, write(kind, is, writing), writing.order), tag).toBe(is);
		}
	}
	expect(write('date', '1971-04-05', writingOf('es-ES'))).toBe('05/04/1971');
	expect(write('date', '1971-04-05', writingOf('und-DE'))).toBe('05.04.1971');
	expect(write('datetime', '2026-11-29T22:00', writingOf('und-US'))).toBe('11/29/2026 10:00 PM');
	expect(write('datetime', '2026-11-29T22:00', writingOf('und-ES'))).toBe('29/11/2026 22:00');
	expect(write('time', '08:30:00', writingOf('und-ES'))).toBe('08:30');
	expect(write('date', '31/02/2026', writingOf('es-ES'))).toBe('31/02/2026');
});

test('the fields of a form are read as its marks say, each of one name for itself', () => {
	const form = new FormData();
	for (const [name, value] of [
		['born', '5/4/1971'],
		['starts', '9'],
		['starts', 'noon'],
		['starts', '10:30 pm'],
		['note', '5/4/1971'],
		[writtenField, writtenMark('born', 'date', 'mdy')],
		[writtenField, writtenMark('starts', 'time', 'dmy')],
		[writtenField, writtenMark('gone', 'date', 'dmy')],
		[writtenField, 'nonsense']
	] as const) {
		form.append(name, value);
	}
	expect(readWritten(form)).toBe(true);
	expect(form.get('born')).toBe('1971-05-04');
	expect(form.getAll('starts')).toEqual(['09:00', 'noon', '22:30']);
	expect(form.get('note')).toBe('5/4/1971');
	expect(form.has(writtenField)).toBe(false);
	expect(form.has('gone')).toBe(false);
	expect(readWritten(form)).toBe(false);
});
