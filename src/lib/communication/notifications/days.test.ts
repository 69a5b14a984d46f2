import { expect, test } from 'vitest';
import { byDay } from './days';

const at = (created_at: string) => ({ created_at });

test('days begin at midnight of the hospital, not of the server', () => {
	const things = ['2026-11-22T23:30:00Z', '2026-11-22T22:30:00Z', '2026-11-21T23:10:00Z'].map(at);
	expect(byDay(things, 'Europe/Madrid')).toEqual([
		{ day: '2026-11-23', things: [things[0]] },
		{ day: '2026-11-22', things: [things[1], things[2]] }
	]);
	expect(byDay(things, 'UTC').map(({ day, things: some }) => [day, some.length])).toEqual([
		['2026-11-22', 2],
		['2026-11-21', 1]
	]);
	expect(byDay([], 'UTC')).toEqual([]);
});
