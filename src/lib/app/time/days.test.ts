import { expect, test } from 'vitest';
import {
	addDays,
	ageOn,
	dayOf,
	daysBetween,
	daysFrom,
	mondayOf,
	monthsOn,
	parseDay,
	weekdayOf
} from './days';

test('an instant belongs to the day of the hospital, not to that of UTC', () => {
	expect(dayOf('2026-11-22T23:30:00Z', 'Europe/Madrid')).toBe('2026-11-23');
	expect(dayOf('2026-11-22T23:30:00Z', 'America/Bogota')).toBe('2026-11-22');
	expect(dayOf(Date.UTC(2026, 10, 22, 10, 30), 'Pacific/Kiritimati')).toBe('2026-11-23');
	expect(dayOf(new Date('2026-11-21T23:00:00Z'), 'Europe/Madrid')).toBe('2026-11-22');
});

test('counting days passes over months and leap days', () => {
	expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
	expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
	expect(daysBetween('2026-02-27', '2026-03-02')).toBe(3);
	expect(daysBetween('2026-03-02', '2026-02-27')).toBe(-3);
	expect(daysFrom('2026-12-30', 3)).toEqual(['2026-12-30', '2026-12-31', '2027-01-01']);
});

test('a week begins on Monday, also before 1970', () => {
	expect(weekdayOf('2026-11-29')).toBe(7);
	expect(weekdayOf('2024-01-01')).toBe(1);
	expect(weekdayOf('1969-07-20')).toBe(7);
	expect(mondayOf('2026-11-29')).toBe('2026-11-23');
	expect(mondayOf('2026-11-23')).toBe('2026-11-23');
});

test('only real calendar days are read from an address', () => {
	expect(parseDay('2026-11-22')).toBe('2026-11-22');
	for (const wrong of [
		'9999-12-31',
		'0001-01-01',
		'2026-02-30',
		'2026-13-01',
		'2026-11-22T10:00',
		'tomorrow',
		'',
		null
	]) {
		expect(parseDay(wrong)).toBeNull();
	}
});

test('an age turns on the birthday', () => {
	expect(ageOn('2026-11-21', '1990-11-22')).toBe(35);
	expect(ageOn('2026-11-22', '1990-11-22')).toBe(36);
	expect(ageOn('2026-02-28', '2000-02-29')).toBe(25);
	expect(ageOn('2026-03-01', '2000-02-29')).toBe(26);
	expect(monthsOn('2026-11-21', '2025-10-22')).toBe(12);
	expect(monthsOn('2026-11-22', '2025-10-22')).toBe(13);
});
