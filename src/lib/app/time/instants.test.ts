import { describe, expect, test } from 'vitest';
import { clock, wallClock } from './clock';
import { addDays, dayOf, daysFrom, type Day } from './days';
import { dayShape, daySpan, instantAt, instantOf, startOfDay } from './instants.server';
import { DayScale } from './scale';

const minute = 60_000;

/* At night, at midnight (Santiago, Cairo, Havana), by half an hour (Lord Howe), not on the hour (Chatham), never. */
const zones = [
	'Europe/Madrid',
	'America/New_York',
	'America/St_Johns',
	'America/Santiago',
	'America/Havana',
	'Africa/Cairo',
	'Asia/Beirut',
	'Australia/Lord_Howe',
	'Pacific/Chatham',
	'Asia/Kolkata',
	'UTC'
];

const days = daysFrom('2026-01-01', 365);
const spanOf = (day: Day, zone: string) => {
	const { from, until } = daySpan(day, zone);
	return [Date.parse(from), Date.parse(until)] as const;
};
const changes = zones.flatMap((zone) =>
	days
		.filter((day) => {
			const [from, until] = spanOf(day, zone);
			return until - from !== 1440 * minute;
		})
		.map((day) => ({ zone, day }))
);

test('the zones change their clocks eighteen times in the year', () => {
	expect(changes).toHaveLength(18);
});

describe('what two of three functions got wrong', () => {
	test.each([
		// Twice there: the first. Summer time is two hours ahead of UTC.
		['2026-10-25T02:30', 'Europe/Madrid', '2026-10-25T00:30:00.000Z'],
		// Left out: as long after the change.
		['2026-03-29T02:30', 'Europe/Madrid', '2026-03-29T01:30:00.000Z'],
		['2026-09-06T00:00', 'America/Santiago', '2026-09-06T04:00:00.000Z'],
		['2026-04-04T23:30', 'America/Santiago', '2026-04-05T02:30:00.000Z'],
		['2026-11-01T00:00', 'America/Havana', '2026-11-01T04:00:00.000Z'],
		['2026-07-01T09:00', 'Europe/Madrid', '2026-07-01T07:00:00.000Z'],
		['2026-12-01T09:00', 'Europe/Madrid', '2026-12-01T08:00:00.000Z']
	])('%s in %s', (local, zone, instant) => {
		expect(instantOf(local, zone)).toBe(instant);
	});
});

/** The instants of a day by what the clock shows at them, found by looking at every minute. */
function shownOn(day: Day, zone: string): Map<string, number[]> {
	const shown = new Map<string, number[]>();
	const noon = Date.parse(`${day}T12:00:00Z`);
	for (let at = noon - 30 * 60 * minute; at < noon + 30 * 60 * minute; at += minute) {
		const local = wallClock(at, zone);
		if (local.startsWith(day)) shown.set(local, [...(shown.get(local) ?? []), at]);
	}
	return shown;
}

describe.each(changes)('$zone on $day', ({ zone, day }) => {
	const shown = shownOn(day, zone);
	const scale = new DayScale(dayShape(day, zone));
	const times = Array.from({ length: 288 }, (_, index) => index * 5);

	test('of a time that comes twice the first is meant, of one left out that after the change', () => {
		for (const minutes of times) {
			const found = Date.parse(instantAt(day, clock(minutes), zone));
			const [first] = shown.get(`${day}T${clock(minutes)}`) ?? [];
			if (first !== undefined) expect(found, clock(minutes)).toBe(first);
			else {
				expect(scale.change?.shift, clock(minutes)).toBeGreaterThan(0);
				const later = clock(minutes + (scale.change?.shift ?? 0));
				expect(wallClock(found, zone)).toBe(`${day}T${later}`);
			}
		}
	});

	test('the scale in the browser agrees with the server', () => {
		for (const minutes of times) {
			const instant = Date.parse(instantAt(day, clock(minutes), zone));
			expect(scale.instantAt(minutes), clock(minutes)).toBe(instant);
		}
		for (const [local, instants] of shown) {
			for (const at of instants) expect(clock(scale.minuteAt(at))).toBe(local.slice(11));
		}
	});

	test('the day begins with its first minute and ends before the next day’s', () => {
		const instants = [...shown.values()].flat();
		expect(scale.start).toBe(Math.min(...instants));
		expect(scale.end).toBe(Math.max(...instants) + minute);
	});
});

test('every day of a year follows on the one before it', () => {
	for (const zone of zones) {
		for (const day of days) {
			const [from, until] = spanOf(day, zone);
			expect(dayOf(from, zone)).toBe(day);
			expect(dayOf(from - minute, zone)).toBe(addDays(day, -1));
			expect(dayOf(until - minute, zone)).toBe(day);
		}
	}
}, 30_000);

test('days begin at local midnight on both sides of Greenwich', () => {
	expect(startOfDay('2026-11-22', 'Europe/Madrid')).toBe('2026-11-21T23:00:00.000Z');
	expect(startOfDay('2026-11-22', 'America/New_York')).toBe('2026-11-22T05:00:00.000Z');
	expect(startOfDay('2026-11-22', 'Asia/Kolkata')).toBe('2026-11-21T18:30:00.000Z');
	expect(daySpan('2026-11-22', 'UTC', '2026-11-24')).toEqual({
		from: '2026-11-22T00:00:00.000Z',
		until: '2026-11-25T00:00:00.000Z'
	});
});

test('the shape of a day is plain data: an hour to skip, or one that comes twice', () => {
	expect(dayShape('2026-03-29', 'Europe/Madrid').change).toEqual({
		at: Date.parse('2026-03-29T01:00:00Z'),
		shift: 60
	});
	expect(dayShape('2026-10-25', 'Europe/Madrid').change?.shift).toBe(-60);
	expect(dayShape('2026-10-26', 'Europe/Madrid').change).toBeNull();
});
