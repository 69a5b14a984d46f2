import { describe, expect, test } from 'vitest';
import { labelsOf } from './labels';

describe('labels of several beds', () => {
	test.each([
		['A1, A2 B7', ['A1', 'A2', 'B7']],
		['A08-A11', ['A08', 'A09', 'A10', 'A11']],
		['A08-11', ['A08', 'A09', 'A10', 'A11']],
		['1–3', ['1', '2', '3']],
		['N1..N2; window', ['N1', 'N2', 'window']],
		['  ', []]
	])('%s', (typed, labels) => {
		expect(labelsOf(typed)).toEqual(labels);
	});

	test.each(['A5-A2', 'A1-B4', '1-500', Array.from({ length: 51 }, (_, n) => n).join(' ')])(
		'%s is not a row of beds',
		(typed) => {
			expect(labelsOf(typed)).toBeNull();
		}
	);
});
