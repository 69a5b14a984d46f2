import { describe, expect, test } from 'vitest';
import { labelsOf } from './labels';

describe('labels of several beds', () => {
	test.each([
		['A1, A2 B7', ['A1', 'A2', 'B7']],
		['A08-A11', ['A08', 'A09', 'A10', 'A11']],
		['A08-11', ['A08', 'A09', 'A10', 'A11']],
		['E3-08-E3-10', ['E3-08', 'E3-09', 'E3-10']],
		['1–3', ['1', '2', '3']],
		['N1..N2; window', ['N1', 'N2', 'window']],
		['101-1 101-2', ['101-1', '101-2']],
		['A1-B4', ['A1-B4']],
		['  ', []]
	])('%s', (typed, labels) => {
		expect(labelsOf(typed)).toEqual(labels);
	});

	test.each(['1-500', Array.from({ length: 51 }, (_, n) => n).join(' ')])(
		'more than fit at once: %s',
		(typed) => {
			expect(labelsOf(typed)).toBeNull();
		}
	);
});
