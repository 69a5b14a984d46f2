import { expect, test } from 'vitest';
import { instantAt } from './plan';

test('a time of day is the instant the wall clock shows it, also on the day the clocks change', () => {
	expect(instantAt('2026-11-25', '09:00', 'Europe/Madrid')).toBe('2026-11-25T08:00:00.000Z');
	expect(instantAt('2026-03-29', '01:30', 'Europe/Madrid')).toBe('2026-03-29T00:30:00.000Z');
	expect(instantAt('2026-03-29', '09:00', 'Europe/Madrid')).toBe('2026-03-29T07:00:00.000Z');
	expect(instantAt('2026-10-25', '09:00', 'Europe/Madrid')).toBe('2026-10-25T08:00:00.000Z');
	expect(instantAt('2026-10-25', '23:30', 'Europe/Madrid')).toBe('2026-10-25T22:30:00.000Z');
});
