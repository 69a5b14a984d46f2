import { expect, test } from 'vitest';
import { readPhone } from '$lib/app/phone/read.server';
import { shownPhone, smsReach, storedPhone } from './phones';

test.for([
	['612 345 678', '+34 612 345 678', 'mobile'],
	['91 555 01 23', '+34 915 550 123', 'landline'],
	['91 555 01 23 ext. 12', '+34 915 550 123 ext. 12', 'extension'],
	['612 345 678 x12', '+34 612 345 678 ext. 12', 'extension'],
	['+1 (555) 010-0123', '+1 555 010 0123', 'mobile'],
	['', '', 'none']
] as const)('%s is shown as “%s” and is for an SMS: %s', ([typed, shown, reach]) => {
	const stored = storedPhone(readPhone(typed, 'ES'));
	expect(shownPhone(stored)).toBe(shown);
	expect(smsReach(stored)).toBe(reach);
});

test('a number that came since is not taken for the landline before it', () => {
	const before = storedPhone(readPhone('91 555 01 23', 'ES'));
	expect(smsReach({ ...before, phone: '+34612345678' })).toBe('mobile');
});
