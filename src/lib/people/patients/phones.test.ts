import { expect, test } from 'vitest';
import { takesSms } from './phones';

test('an SMS can go to a number that names its country, and to no other', () => {
	for (const phone of ['+34 612 345 678', '0034 612345678', ' +1 (555) 010-0123']) {
		expect(takesSms(phone), phone).toBe(true);
	}
	for (const phone of ['612 345 678', '(555) 010-0123', '+0 123 456 789', '+34 61', '0', '']) {
		expect(takesSms(phone), phone).toBe(false);
	}
});
