import { expect, test } from 'vitest';
import { drawnKinds, growthPoints } from './drawn';
import type { MeasurementRow } from './queries';

const row = (
	kind: string,
	value: number,
	day: string,
	more: Partial<MeasurementRow> = {}
): MeasurementRow => ({
	id: `${kind} ${day}`,
	kind,
	value,
	second_value: null,
	unit: 'kg',
	measured_at: `${day}T00:00:00Z`,
	note: null,
	version: 1,
	recorded_at: `${day}T00:00:00Z`,
	updated_at: null,
	voided_at: null,
	void_reason: null,
	recorder: null,
	editor: null,
	...more
});

test('a kind is drawn from two values on, oldest first, without what was struck out', () => {
	const rows = [
		row('weight', 71, '2026-03-01'),
		row('weight', 700, '2026-02-01', { voided_at: '2026-02-02', void_reason: 'Typed wrong' }),
		row('weight', 70, '2026-01-01'),
		row('pulse', 80, '2026-01-01'),
		row('blood_pressure', 120, '2026-03-01', { second_value: 80 }),
		row('blood_pressure', 130, '2026-01-01', { second_value: 85 })
	];
	const drawn = drawnKinds(rows, ['blood_pressure', 'pulse', 'weight']);
	expect(drawn.map(({ kind }) => kind)).toEqual(['blood_pressure', 'weight']);
	const [pressure, weight] = drawn;
	expect(weight?.dots.map(({ value }) => value)).toEqual([70, 71]);
	expect(pressure?.second.map(({ value }) => value)).toEqual([85, 80]);
	expect(pressure?.lowest).toBeLessThan(80);
	expect(pressure?.highest).toBeGreaterThan(130);
});

test('growth is by age, corrected for who came early, and the index of weight and height of one time', () => {
	const rows = [
		row('weight', 8, '2026-04-11'),
		row('height', 70, '2026-04-11'),
		row('weight', 2, '2026-01-11')
	];
	const term = growthPoints(rows, 'weight', '2026-01-01', null);
	expect(term.map(({ months }) => Math.round(months * 30.4375))).toEqual([10, 100]);
	const early = growthPoints(rows, 'weight', '2026-01-01', 210);
	// Ten days old would be before term: there is no curve.
	expect(early.map(({ months, corrected }) => [Math.round(months * 30.4375), corrected])).toEqual([
		[30, true]
	]);
	expect(
		growthPoints(rows, 'bmi', '2026-01-01', null).map(({ value }) => value.toFixed(2))
	).toEqual(['16.33']);
});
