import { describe, expect, test } from 'vitest';
import { chunk, earliest, groupByDay, openDay, parseSlotKey, slotKey, type Slot } from './slots';

const zone = 'Europe/Madrid';
const slot = (starts_at: string, doctor_id = 'osei'): Slot => ({
	doctor_id,
	starts_at,
	ends_at: new Date(Date.parse(starts_at) + 30 * 60_000).toISOString()
});

describe('slots of a week', () => {
	test('around the autumn clock change each slot stays on its own day and none is lost', () => {
		// On 25 October 2026 the clocks go back: 09:00 is +02:00 the day before and +01:00 that day.
		const slots = [
			slot('2026-10-24T21:59:00Z'),
			slot('2026-10-24T22:00:00Z'),
			slot('2026-10-25T00:30:00Z'),
			slot('2026-10-25T01:30:00Z'),
			slot('2026-10-25T22:59:00Z'),
			slot('2026-10-25T23:00:00Z')
		];
		const days = groupByDay(slots, ['osei'], '2026-10-24', 3, zone);
		expect(days.map(({ day, count }) => [day, count])).toEqual([
			['2026-10-24', 1],
			['2026-10-25', 4],
			['2026-10-26', 1]
		]);
	});

	test('the hour that comes twice is kept twice, in order', () => {
		const slots = [slot('2026-10-25T01:30:00Z'), slot('2026-10-25T00:30:00Z')];
		const [day] = groupByDay(slots, ['osei'], '2026-10-25', 1, zone);
		expect(day?.doctors[0]?.slots.map(({ starts_at }) => starts_at)).toEqual([
			'2026-10-25T00:30:00Z',
			'2026-10-25T01:30:00Z'
		]);
	});

	test('a spring day without its lost hour still has its morning', () => {
		const days = groupByDay([slot('2026-03-29T07:00:00Z')], ['osei'], '2026-03-28', 2, zone);
		expect(days.map(({ count }) => count)).toEqual([0, 1]);
	});

	test('every doctor has a column on every day, in the order asked for', () => {
		const days = groupByDay(
			[slot('2026-11-23T09:00:00Z', 'tavares'), slot('2026-11-24T09:00:00Z', 'osei')],
			['osei', 'tavares'],
			'2026-11-23',
			2,
			zone
		);
		for (const { doctors } of days) {
			expect(doctors.map(({ doctor_id }) => doctor_id)).toEqual(['osei', 'tavares']);
		}
	});

	test('slots outside the range are not counted into it', () => {
		const days = groupByDay([slot('2026-11-30T09:00:00Z')], ['osei'], '2026-11-23', 7, zone);
		expect(days.every(({ count }) => count === 0)).toBe(true);
	});

	test('the day shown is the one asked for, else the first with something free', () => {
		const days = groupByDay([slot('2026-11-25T09:00:00Z')], ['osei'], '2026-11-23', 7, zone);
		expect(openDay(days, '2026-11-24')).toBe('2026-11-24');
		expect(openDay(days, '2026-12-24')).toBe('2026-11-25');
		expect(openDay(days, null)).toBe('2026-11-25');
		expect(openDay(groupByDay([], ['osei'], '2026-11-23', 7, zone), null)).toBe('2026-11-23');
		expect(openDay([], null)).toBeNull();
	});
});

test('the earliest slots are chosen by instant, not by how the instant is written', () => {
	const early = slot('2026-11-23T09:00:00+02:00');
	const late = slot('2026-11-23T08:00:00Z');
	expect(earliest([late, early], 1)).toEqual([early]);
	expect(earliest([late, early], 5)).toEqual([early, late]);
});

test('a slot survives its way through a form, whatever offset it was written with', () => {
	expect(parseSlotKey(slotKey(slot('2026-11-23T09:00:00+02:00', 'd-1')))).toEqual({
		doctor_id: 'd-1',
		starts_at: '2026-11-23T07:00:00.000Z'
	});
	for (const broken of [null, '', 'x', 'x~y', '2026-11-23T09:00:00Z', '2026-11-23T09:00:00Z~a~b']) {
		expect(parseSlotKey(broken)).toBeNull();
	}
});

test('a split list holds everything once', () => {
	expect(chunk([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
	expect(chunk([], 2)).toEqual([]);
});
