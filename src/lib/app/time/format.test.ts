import { expect, test } from 'vitest';
import {
	formatDate,
	formatDateTime,
	formatDay,
	formatNearDay,
	formatRelative,
	formatTime,
	weekdayName
} from './format';

const madrid = 'Europe/Madrid';

test('a time is shown in the zone of the hospital, on both sides of a clock change', () => {
	expect(formatTime('2026-10-25T00:30:00Z', madrid)).toBe('02:30');
	expect(formatTime('2026-10-25T01:30:00Z', madrid)).toBe('02:30');
	expect(formatTime('2026-10-25T02:30:00Z', madrid)).toBe('03:30');
});

test('midnight is 00, not 24', () => {
	expect(formatTime('2026-11-21T23:00:00Z', madrid)).toBe('00:00');
});

test('a bare date is the same day everywhere', () => {
	expect(formatDate('1980-02-29', 'Pacific/Kiritimati')).toBe('29 Feb 1980');
	expect(formatDate('1980-02-29', 'America/Los_Angeles')).toBe('29 Feb 1980');
});

test('a day names its year only when it is another than this one', () => {
	const now = new Date('2026-11-22T12:00:00Z');
	expect(formatDay('2026-11-23T09:00:00Z', madrid, now)).not.toContain('2026');
	expect(formatDay('2027-01-04T09:00:00Z', madrid, now)).toContain('2027');
});

test('how far away something is, in words', () => {
	const now = new Date('2026-11-22T12:00:00Z');
	expect(formatRelative('2026-11-22T15:10:00Z', now)).toBe('in 3 hours');
	expect(formatRelative('2026-11-21T11:00:00Z', now)).toBe('yesterday');
	expect(formatRelative('2026-11-22T12:00:20Z', now)).toBe('now');
});

test('a day near enough has no year, and a day of the week a name', () => {
	expect(formatNearDay('2026-11-27')).toBe('Fri 27 Nov');
	expect(formatNearDay('2026-11-26T23:30:00Z', madrid)).toBe('Fri 27 Nov');
	expect([1, 7].map((weekday) => weekdayName(weekday))).toEqual(['Monday', 'Sunday']);
	expect(weekdayName(3, 'short')).toBe('Wed');
});

test('what is written for somebody else is in their language', () => {
	expect(formatDateTime(Date.UTC(2026, 10, 22, 8, 5), madrid, 'es')).toBe('22 nov 2026, 09:05');
});
