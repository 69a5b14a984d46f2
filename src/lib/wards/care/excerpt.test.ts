import { expect, test } from 'vitest';
import { pieces } from './excerpt';

test('what was found is told apart from the words around it', () => {
	expect(pieces('no \uE000pain\uE001 at rest, \uE000pain\uE001')).toEqual([
		{ text: 'no ', found: false },
		{ text: 'pain', found: true },
		{ text: ' at rest, ', found: false },
		{ text: 'pain', found: true }
	]);
	expect(pieces('')).toEqual([]);
});
