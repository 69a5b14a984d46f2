import { expect, test } from 'vitest';
import { usualType } from './usual-type';

const followUp = { id: 'follow-up', first_visit: false };
const consultation = { id: 'consultation', first_visit: false };
const first = { id: 'first', first_visit: true };

test('whoever has not been to the specialty begins with the first visit, though it is not the shortest', () => {
	expect(usualType([followUp, consultation, first], false)).toBe(first);
});

test('whoever has been there begins with the shortest of the others', () => {
	expect(usualType([first, followUp, consultation], true)).toBe(followUp);
});

test('where there is but one kind, or none is a first visit, the first of them is taken', () => {
	expect(usualType([first], true)).toBe(first);
	expect(usualType([followUp], false)).toBe(followUp);
	expect(usualType([], false)).toBeUndefined();
});
