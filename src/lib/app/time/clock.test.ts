import { expect, test } from 'vitest';
import { clock, minutesOf, wallClock } from './clock';

test('the clock shows the hospital’s time, and midnight as 00', () => {
	expect(wallClock('2026-07-01T07:00:00Z', 'Europe/Madrid')).toBe('2026-07-01T09:00');
	expect(wallClock('2026-11-21T23:00:00Z', 'Europe/Madrid')).toBe('2026-11-22T00:00');
	expect(wallClock(Date.UTC(2026, 9, 25, 1, 30), 'Europe/Madrid')).toBe('2026-10-25T02:30');
});

test('midnight at the end of a day is 24:00', () => {
	expect(minutesOf('24:00')).toBe(1440);
	expect(clock(1440)).toBe('24:00');
	expect(minutesOf('08:05:00')).toBe(485);
	expect(clock(485)).toBe('08:05');
	for (const wrong of ['', '8', '24:01', '25:00', '10:60', 'noon'])
		expect(minutesOf(wrong)).toBeNull();
});
