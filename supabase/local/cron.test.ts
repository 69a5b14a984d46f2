import { describe, expect, test } from 'vitest';
import { parseSchedule } from './cron.ts';

const due = (schedule: string, moment: string) => {
	const parsed = parseSchedule(schedule);
	return parsed.kind === 'minutes' && parsed.matches(new Date(`${moment}Z`));
};

describe('a schedule', () => {
	test.each([
		['every minute', '* * * * *', '2026-11-22T10:07', true],
		['a minute and an hour', '30 4 * * *', '2026-11-22T04:30', true],
		['another hour', '30 4 * * *', '2026-11-22T05:30', false],
		['a step', '*/15 * * * *', '2026-11-22T10:45', true],
		['between steps', '*/15 * * * *', '2026-11-22T10:46', false],
		['a step from a start', '5/20 * * * *', '2026-11-22T10:25', true],
		['before that start', '5/20 * * * *', '2026-11-22T10:00', false],
		['a range with a step', '0 8-18/2 * * *', '2026-11-22T12:00', true],
		['outside that range', '0 8-18/2 * * *', '2026-11-22T20:00', false],
		['a list', '0,30 * * * *', '2026-11-22T10:30', true],
		['names', '0 9 * nov mon-fri', '2026-11-23T09:00', true],
		['names on another day', '0 9 * nov mon-fri', '2026-11-22T09:00', false],
		['Sunday as 7', '0 9 * * 7', '2026-11-22T09:00', true],
		['Sunday as 0', '0 9 * * 0', '2026-11-22T09:00', true],
		['a day of the month or a weekday: the first', '0 9 22 * fri', '2026-11-22T09:00', true],
		['a day of the month or a weekday: the second', '0 9 22 * fri', '2026-11-27T09:00', true],
		['neither of the two', '0 9 22 * fri', '2026-11-26T09:00', false],
		['the last day of a month', '0 0 $ * *', '2028-02-29T00:00', true],
		['the last day but one', '0 0 $ * *', '2028-02-28T00:00', false],
		['a macro', '@daily', '2026-11-22T00:00', true],
		['a macro at another hour', '@daily', '2026-11-22T01:00', false]
	])('%s: %s at %s', (_what, schedule, moment, expected) => {
		expect(due(schedule, moment)).toBe(expected);
	});

	test('may be an interval of seconds', () => {
		expect(parseSchedule('30 seconds')).toEqual({ kind: 'interval', seconds: 30 });
	});

	test.each(['* * * *', '60 * * * *', '* 24 * * *', '* * 0 * *', '* * * 13 *', '* * * * 8'])(
		'%s is refused',
		(schedule) => expect(() => parseSchedule(schedule)).toThrow('invalid schedule')
	);

	test.each(['5-1 * * * *', '*/0 * * * *', '1-2-3 * * * *', 'x * * * *', '60 seconds', ''])(
		'%s is refused too',
		(schedule) => expect(() => parseSchedule(schedule)).toThrow('invalid schedule')
	);
});
