import { expect, test } from 'vitest';
import { ageFrom, formatDate, formatDay, formatRelative, formatTime } from './format';

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

test('an age turns on the birthday, in the zone of the hospital', () => {
	const evening = new Date('2026-11-21T23:30:00Z');
	expect(ageFrom('1990-11-22', evening, 'UTC')).toBe(35);
	expect(ageFrom('1990-11-22', evening, madrid)).toBe(36);
	expect(ageFrom('2000-02-29', new Date('2026-02-28T12:00:00Z'))).toBe(25);
});
