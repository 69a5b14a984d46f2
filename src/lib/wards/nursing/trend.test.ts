import { expect, test } from 'vitest';
import type { DrawnSet } from './queries';
import { nearest, panelOf } from './trend';

const set = (hour: number, values: Partial<DrawnSet>): DrawnSet => ({
	id: String(hour),
	observed_at: `2026-11-22T${String(hour).padStart(2, '0')}:00:00Z`,
	respiratory_rate: null,
	spo2: null,
	spo2_scale: 1,
	on_oxygen: null,
	systolic: null,
	diastolic: null,
	pulse: null,
	consciousness: null,
	temperature: null,
	news2_score: null,
	news2_risk: null,
	...values
});

test('a panel shows what was measured, and leaves out what was not', () => {
	const panel = panelOf(
		'pulse',
		[set(8, { pulse: 70 }), set(9, {}), set(10, { pulse: 150 })],
		false
	);
	expect(panel.dots.map(({ value }) => value)).toEqual([70, 150]);
	expect([panel.lowest, panel.highest]).toEqual([35, 150]);
});

test('the bands meet between two values and end with the panel', () => {
	const { stripes } = panelOf('pulse', [set(8, { pulse: 70 })], false);
	expect(stripes).toEqual([
		{ from: 35, until: 40.5, points: 3 },
		{ from: 40.5, until: 50.5, points: 1 },
		{ from: 90.5, until: 110.5, points: 1 },
		{ from: 110.5, until: 130.5, points: 2 },
		{ from: 130.5, until: 145, points: 3 }
	]);
});

test('who is not scored has no bands; scale 2 has its own on oxygen', () => {
	expect(panelOf('spo2', [set(8, { spo2: 90 })], true).stripes).toEqual([]);
	const hypercapnic = set(8, { spo2: 90, spo2_scale: 2, on_oxygen: true });
	expect(panelOf('spo2', [hypercapnic], false).stripes.at(-1)).toEqual({
		from: 96.5,
		until: 100,
		points: 3
	});
});

test('the pressure has both its lines', () => {
	const panel = panelOf('systolic', [set(8, { systolic: 120, diastolic: 80 })], false);
	expect([panel.dots, panel.second].map(([dot]) => dot?.value)).toEqual([120, 80]);
});

test('the nearest set is found by its time', () => {
	const sets = [set(8, {}), set(12, {})];
	expect(nearest(sets, Date.parse('2026-11-22T09:00:00Z'))).toBe(0);
	expect(nearest(sets, Date.parse('2026-11-22T11:00:00Z'))).toBe(1);
	expect(nearest([], 0)).toBe(-1);
});
