import { expect, test } from 'vitest';
import { differenceLines, grouped, takenNow } from './differences';
import type { Reconciliation } from './queries';

type Line = Reconciliation['lines'][number];
const medicine = (name: string, dose: number): NonNullable<Line['was']> => ({
	medicine: name,
	medicine_es: name,
	route: 'oral',
	steps: [{ dose, unit: 'tablet', per_period: 1, period: 1, period_unit: 'd' }],
	as_needed: false,
	as_needed_for: null,
	max_per_day: null,
	timing: null
});
const line = (more: Partial<Line>): Line => ({
	place: 1,
	decision: 'continue',
	reason: null,
	home: null,
	was: null,
	becomes: null,
	...more
});
const reconciliation = (lines: Line[]): Reconciliation => ({
	id: 'r',
	occasion: 'discharge',
	done_at: '2026-12-01T09:00:00Z',
	staff_name: 'Dr. Person',
	lines
});

test('what is taken otherwise or no more is told with its reason, and what goes on is not', () => {
	const lines = [
		line({ was: medicine('Omeprazole', 1), decision: 'stop', reason: 'No indication' }),
		line({ was: medicine('Metformin', 2) }),
		line({
			was: medicine('Enalapril', 1),
			becomes: medicine('Enalapril', 2),
			decision: 'change',
			reason: 'High pressure'
		}),
		line({
			home: { medicine: 'Ginkgo', taking: 'One a day' },
			decision: 'hold',
			reason: 'Bleeding'
		})
	];
	expect(grouped(reconciliation(lines)).map(({ decision }) => decision)).toEqual([
		'continue',
		'change',
		'stop',
		'hold'
	]);
	expect(differenceLines(reconciliation(lines))).toEqual([
		'• Take differently: Enalapril → 2 tablets once a day, by mouth (High pressure)',
		'• Stop taking: Omeprazole (No indication)',
		'• Do not take until told: Ginkgo (Bleeding)'
	]);
	expect(lines.map(takenNow)).toEqual([
		'',
		'2 tablets once a day, by mouth',
		'2 tablets once a day, by mouth',
		''
	]);
});

test('another medicine in the place of one is named', () => {
	const changed = line({
		was: medicine('Ramipril', 1),
		becomes: medicine('Enalapril', 1),
		decision: 'change',
		reason: 'Not in stock'
	});
	expect(takenNow(changed)).toBe('Enalapril, 1 tablet once a day, by mouth');
});
