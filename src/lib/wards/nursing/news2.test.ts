import { describe, expect, test } from 'vitest';
import {
	levelOf,
	missingIn,
	parameters,
	pointsOf,
	riskOf,
	scoreOf,
	type News2Set,
	type Parameter
} from './news2';

/** Nothing scores. */
const well: News2Set = {
	respiratory_rate: 16,
	spo2: 97,
	spo2_scale: 1,
	on_oxygen: false,
	systolic: 120,
	pulse: 70,
	consciousness: 'alert',
	temperature: 37
};

const pointFor = (parameter: Parameter, change: Partial<News2Set>) =>
	pointsOf({ ...well, ...change })[parameters.indexOf(parameter)];

/*
 * Chart 1 of the report "National Early Warning Score (NEWS) 2", written down again by its edges: the first
 * and the last value of each cell, and the points of the cell.
 */
const chart: [Parameter, Partial<News2Set>, [number, number, number][]][] = [
	[
		'respiratory_rate',
		{},
		[
			[0, 8, 3],
			[9, 11, 1],
			[12, 20, 0],
			[21, 24, 2],
			[25, 80, 3]
		]
	],
	[
		'spo2',
		{ spo2_scale: 1 },
		[
			[30, 91, 3],
			[92, 93, 2],
			[94, 95, 1],
			[96, 100, 0]
		]
	],
	[
		'spo2',
		{ spo2_scale: 2, on_oxygen: false },
		[
			[30, 83, 3],
			[84, 85, 2],
			[86, 87, 1],
			[88, 92, 0],
			[93, 100, 0]
		]
	],
	[
		'spo2',
		{ spo2_scale: 2, on_oxygen: true },
		[
			[30, 83, 3],
			[84, 85, 2],
			[86, 87, 1],
			[88, 92, 0],
			[93, 94, 1],
			[95, 96, 2],
			[97, 100, 3]
		]
	],
	[
		'systolic',
		{},
		[
			[30, 90, 3],
			[91, 100, 2],
			[101, 110, 1],
			[111, 219, 0],
			[220, 300, 3]
		]
	],
	[
		'pulse',
		{},
		[
			[0, 40, 3],
			[41, 50, 1],
			[51, 90, 0],
			[91, 110, 1],
			[111, 130, 2],
			[131, 300, 3]
		]
	],
	[
		'temperature',
		{},
		[
			[25, 35, 3],
			[35.1, 36, 1],
			[36.1, 38, 0],
			[38.1, 39, 1],
			[39.1, 44, 2]
		]
	]
];

describe('the points of the published chart', () => {
	for (const [parameter, given, cells] of chart) {
		const name = [parameter, ...Object.entries(given).map((entry) => entry.join(' '))].join(', ');
		test(`${name}: every cell at both its edges`, () => {
			for (const [from, until, points] of cells) {
				for (const value of [from, until]) {
					expect(pointFor(parameter, { ...given, [parameter]: value }), String(value)).toBe(points);
				}
			}
		});
	}

	test('oxygen scores 2, air nothing', () => {
		expect(pointFor('on_oxygen', { on_oxygen: true })).toBe(2);
		expect(pointFor('on_oxygen', { on_oxygen: false })).toBe(0);
	});

	test('whatever is not alert scores 3, new confusion too', () => {
		expect(pointFor('consciousness', { consciousness: 'alert' })).toBe(0);
		for (const consciousness of ['confusion', 'voice', 'pain', 'unresponsive']) {
			expect(pointFor('consciousness', { consciousness })).toBe(3);
		}
	});
});

describe('score and risk', () => {
	const cases: [string, Partial<News2Set>, number, string, string | null][] = [
		['nothing', {}, 0, 'low', null],
		['4 from several', { respiratory_rate: 22, systolic: 95 }, 4, 'low', null],
		['a single 3', { pulse: 140 }, 3, 'low_medium', 'urgent'],
		['a 3 and a 1', { pulse: 140, temperature: 38.5 }, 4, 'low_medium', 'urgent'],
		['5', { respiratory_rate: 22, systolic: 95, temperature: 38.5 }, 5, 'medium', 'urgent'],
		['6', { respiratory_rate: 22, systolic: 95, on_oxygen: true }, 6, 'medium', 'urgent'],
		['7', { respiratory_rate: 22, systolic: 95, pulse: 140 }, 7, 'high', 'emergency'],
		[
			'the most there is',
			{
				respiratory_rate: 30,
				spo2: 85,
				on_oxygen: true,
				systolic: 80,
				pulse: 140,
				consciousness: 'pain',
				temperature: 34
			},
			20,
			'high',
			'emergency'
		]
	];
	for (const [name, change, score, risk, level] of cases) {
		test(`${name}: ${score}, ${risk}`, () => {
			const points = pointsOf({ ...well, ...change });
			expect([scoreOf(points), riskOf(points), levelOf(points)]).toEqual([score, risk, level]);
		});
	}
});

describe('an incomplete set', () => {
	test('has no score, and says what is missing', () => {
		const points = pointsOf({ ...well, temperature: null, on_oxygen: null });
		expect([scoreOf(points), riskOf(points)]).toEqual([null, null]);
		expect(missingIn(points)).toEqual(['on_oxygen', 'temperature']);
	});

	test('is alarming by what it has already', () => {
		expect(levelOf(pointsOf({ ...well, temperature: null, pulse: 140 }))).toBe('urgent');
		expect(levelOf(pointsOf({ ...well, temperature: null }))).toBeNull();
	});

	test('on scale 2 a high saturation waits for whether it is on oxygen', () => {
		const high = { ...well, spo2_scale: 2, on_oxygen: null };
		expect(missingIn(pointsOf({ ...high, spo2: 95 }))).toEqual(['spo2', 'on_oxygen']);
		expect(missingIn(pointsOf({ ...high, spo2: 90 }))).toEqual(['on_oxygen']);
	});
});
