import { describe, expect, test } from 'vitest';
import { fieldsOf, readWish } from './steps';

const fields = (given: Record<string, string>) => {
	const form = new FormData();
	for (const [name, value] of Object.entries(given)) form.append(name, value);
	return form;
};
const step = (at: number, dose: string, days = '') => ({
	[`dose_${at}`]: dose,
	[`unit_${at}`]: 'tablet',
	[`per_period_${at}`]: '1',
	[`period_${at}`]: '1',
	[`period_unit_${at}`]: 'd',
	[`days_${at}`]: days
});
const doseOf = (dose: string) => readWish(fields(step(1, dose))).steps[0]?.dose;

describe('a dose as it is typed', () => {
	test.each([
		['1', 1],
		['0.5', 0.5],
		['0,5', 0.5],
		['2,5', 2.5],
		['3.125', 3.125],
		['0.0625', 0.0625],
		['1000', 1000],
		['12.50', 12.5]
	])('%s is %d', (typed, dose) => {
		expect(doseOf(typed)).toBe(dose);
	});

	test.each(['1,000', '1.000', '10,000', '1.000.000', '1,250', 'one', '1 1'])(
		'%s may be two things, or none, and is asked for again',
		(typed) => {
			expect(doseOf(typed)).toBeNaN();
		}
	);
});

describe('a taper', () => {
	test('has the steps that are filled in, in their order', () => {
		const { steps } = readWish(
			fields({ ...step(1, '40', '5'), ...step(2, ''), ...step(3, '10', '5') })
		);
		expect(steps.map(({ dose, days }) => [dose, days])).toEqual([
			[40, 5],
			[10, 5]
		]);
	});

	test('a step with days and no dose is not left out in silence', () => {
		const { steps } = readWish(
			fields({ ...step(1, '40', '5'), ...step(2, '', '5'), ...step(3, '10', '5') })
		);
		expect(steps).toHaveLength(3);
		expect(steps[1]?.dose).toBeNaN();
	});

	test('goes into a form and comes out of it the same', () => {
		const wish = readWish(
			fields({
				...step(1, '2', '5'),
				...step(2, '1.5'),
				medicine_id: 'm',
				route: 'oral',
				as_needed: 'yes',
				as_needed_for: 'pain',
				max_per_day: '4',
				supply_days: '30',
				repeats: '3'
			})
		);
		expect(wish).toMatchObject({ as_needed: true, max_per_day: 4, supply_days: 30, repeats: 3 });
		expect(readWish(fields({ ...fieldsOf(wish), medicine_id: 'm' }))).toEqual(wish);
	});
});

test('what is only as needed is not asked of what is taken regularly', () => {
	const wish = readWish(fields({ ...step(1, '1'), as_needed_for: 'pain', max_per_day: '4' }));
	expect([wish.as_needed, wish.as_needed_for, wish.max_per_day]).toEqual([
		false,
		undefined,
		undefined
	]);
});
