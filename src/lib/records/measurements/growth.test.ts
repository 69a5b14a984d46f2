import { describe, expect, test } from 'vitest';
import {
	bodyMassIndex,
	centileOf,
	growthAge,
	lmsAt,
	standardFor,
	tablesOf,
	valueAt,
	zScore,
	type GrowthMeasure,
	type Sex,
	type Standard
} from './growth';

const rowsOf = async (standard: Standard, measure: GrowthMeasure, sex: Sex) =>
	(await tablesOf(standard))[measure]?.[sex] ?? [];

describe('against what WHO publishes', () => {
	/* Child growth standards, z-score tables: the values at −2, 0 and +2 standard deviations, rounded as there. */
	test.each([
		['weight', 'male', 0, [2.5, 3.3, 4.4]],
		['weight', 'female', 24, [9.0, 11.5, 14.8]],
		['height', 'male', 0, [46.1, 49.9, 53.7]],
		['head_circumference', 'male', 0, [31.9, 34.5, 37.0]]
	] as const)('%s, %s, %i months', async (measure, sex, months, [low, median, high]) => {
		const rows = await rowsOf('who', measure, sex);
		for (const [z, value] of [
			[-2, low],
			[0, median],
			[2, high]
		] as const) {
			expect(Math.abs((valueAt(rows, months, z) ?? 0) - value)).toBeLessThanOrEqual(0.0501);
		}
	});
});

describe('against what CDC publishes', () => {
	/* wtage, statage and bmiage: the 3rd, 50th and 97th centile as printed. */
	test.each([
		['weight', 'male', 24.5, [10.4414422, 12.74154396, 15.68840631]],
		['weight', 'male', 60.5, [14.85692044, 18.48592413, 24.46169255]],
		['weight', 'male', 100.5, [20.75646502, 26.68339457, 39.21669915]],
		['height', 'male', 24.5, [80.26037074, 86.86160934, 93.45923029]],
		['bmi', 'male', 24.5, [14.50347667, 16.54777487, null]],
		['weight', 'female', 240.5, [45.04654822, 58.21897289, 89.04485133]]
	] as const)('%s, %s, %f months', async (measure, sex, months, printed) => {
		const rows = await rowsOf('cdc', measure, sex);
		printed.forEach((value, at) => {
			if (value === null) return;
			const z = zScore(rows, months, value) ?? NaN;
			expect(centileOf(z)).toBeCloseTo([3, 50, 97][at] ?? NaN, 1);
		});
	});

	test('between two rows it is interpolated, outside them nothing is said', async () => {
		const rows = await rowsOf('cdc', 'weight', 'male');
		const [before, after] = [lmsAt(rows, 24.5), lmsAt(rows, 25.5)];
		expect(lmsAt(rows, 25)?.m).toBeCloseTo(((before?.m ?? 0) + (after?.m ?? 0)) / 2, 6);
		expect(zScore(rows, 24, 12)).toBeNull();
		expect(zScore(rows, 241, 60)).toBeNull();
	});
});

test('a centile is the normal distribution’s', () => {
	expect(centileOf(0)).toBeCloseTo(50, 5);
	expect(centileOf(1.959964)).toBeCloseTo(97.5, 4);
	expect(centileOf(-1.644854)).toBeCloseTo(5, 4);
});

test('who came early is judged by the age at term until two years, who came at term is not', () => {
	expect(growthAge(100, 30 * 7)).toBe(30);
	expect(growthAge(729, 30 * 7)).toBe(659);
	expect(growthAge(730, 30 * 7)).toBe(730);
	expect(growthAge(100, 259)).toBe(100);
	expect(growthAge(100, null)).toBe(100);
});

test('the standard is WHO’s to five years and CDC’s from there, and none for adults', () => {
	expect(standardFor(59, 'weight')).toBe('who');
	expect(standardFor(61, 'weight')).toBe('cdc');
	expect(standardFor(61, 'head_circumference')).toBeNull();
	expect(standardFor(300, 'height')).toBeNull();
	expect(standardFor(-1, 'weight')).toBeNull();
	expect(bodyMassIndex(80, 200)).toBe(20);
});
