import { describe, expect, test } from 'vitest';
import { addDays, dayOf, daysBetween, parseDay, startOfDay } from './days';

const hoursOf = (day: string, zone: string) =>
	(Date.parse(startOfDay(addDays(day, 1), zone)) - Date.parse(startOfDay(day, zone))) / 3_600_000;

describe('days of the hospital', () => {
	test('an instant belongs to the day of the hospital, not to that of UTC', () => {
		expect(dayOf('2026-11-22T23:30:00Z', 'Europe/Madrid')).toBe('2026-11-23');
		expect(dayOf('2026-11-22T23:30:00Z', 'America/Bogota')).toBe('2026-11-22');
		expect(dayOf('2026-11-22T10:30:00Z', 'Pacific/Kiritimati')).toBe('2026-11-23');
	});

	test('a day begins at local midnight on both sides of Greenwich', () => {
		expect(startOfDay('2026-11-22', 'Europe/Madrid')).toBe('2026-11-21T23:00:00.000Z');
		expect(startOfDay('2026-11-22', 'America/New_York')).toBe('2026-11-22T05:00:00.000Z');
		expect(startOfDay('2026-11-22', 'Asia/Kolkata')).toBe('2026-11-21T18:30:00.000Z');
	});

	test('the days of a clock change have 23 and 25 hours', () => {
		expect(hoursOf('2026-03-29', 'Europe/Madrid')).toBe(23);
		expect(hoursOf('2026-10-25', 'Europe/Madrid')).toBe(25);
		expect(hoursOf('2026-11-01', 'America/New_York')).toBe(25);
		expect(hoursOf('2026-10-26', 'Europe/Madrid')).toBe(24);
	});

	test('every instant of a day lies between its start and the next day’s', () => {
		for (const zone of ['Europe/Madrid', 'America/St_Johns', 'Australia/Lord_Howe', 'UTC']) {
			for (let day = '2026-01-01'; day < '2027-01-01'; day = addDays(day, 1)) {
				expect(dayOf(startOfDay(day, zone), zone)).toBe(day);
				const last = new Date(Date.parse(startOfDay(addDays(day, 1), zone)) - 1000);
				expect(dayOf(last, zone)).toBe(day);
			}
		}
	});

	test('counting days passes over months and leap days', () => {
		expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
		expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
		expect(daysBetween('2026-02-27', '2026-03-02')).toBe(3);
		expect(daysBetween('2026-03-02', '2026-02-27')).toBe(-3);
	});

	test('only real calendar days are read from an address', () => {
		expect(parseDay('2026-11-22')).toBe('2026-11-22');
		expect(parseDay('2026-02-30')).toBeNull();
		expect(parseDay('2026-13-01')).toBeNull();
		expect(parseDay('tomorrow')).toBeNull();
		expect(parseDay(null)).toBeNull();
	});
});
