import { expect, test } from 'vitest';
import { clock, instantOf, localTime, minutesOf } from './times';

test('a time on the wall is the instant it stands for, summer and winter', () => {
	expect(instantOf('2026-07-01T09:00', 'Europe/Madrid')).toBe('2026-07-01T07:00:00.000Z');
	expect(instantOf('2026-12-01T09:00', 'Europe/Madrid')).toBe('2026-12-01T08:00:00.000Z');
	expect(localTime('2026-07-01T07:00:00Z', 'Europe/Madrid')).toBe('2026-07-01T09:00');
});

test('every half hour of a year comes back as it was entered, but for the hour that does not exist', () => {
	for (const zone of ['Europe/Madrid', 'Australia/Lord_Howe', 'America/St_Johns', 'UTC']) {
		const lost: string[] = [];
		for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2027, 0, 1); at += 30 * 60_000) {
			const entered = new Date(at).toISOString().slice(0, 16);
			if (localTime(instantOf(entered, zone), zone) !== entered) lost.push(entered);
		}
		expect(lost.length, zone).toBeLessThanOrEqual(2);
	}
});

test('midnight at the end of a day is 24:00', () => {
	expect(minutesOf('24:00')).toBe(1440);
	expect(clock(1440)).toBe('24:00');
	expect(minutesOf('08:05:00')).toBe(485);
	expect(clock(485)).toBe('08:05');
	for (const wrong of ['', '8', '24:01', '25:00', '10:60', 'noon'])
		expect(minutesOf(wrong)).toBeNull();
});
