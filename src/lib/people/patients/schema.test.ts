import { calledName, fullName, splitName } from './names';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { ownRecordSchema, registrationSchema } from './schema';

const person = {
	given_name: ' Ana ',
	family_name: 'Ruiz',
	birth_date: '1990-04-03',
	sex: 'female'
} as const;

/** The fields that were refused. */
const refused = (input: object) =>
	registrationSchema('ES')
		.safeParse(input)
		.error?.issues.map(({ path }) => path.join('.')) ?? [];

describe('registering', () => {
	test('a name, a birth date and a sex are enough, and spaces around them are not kept', () => {
		expect(registrationSchema('ES').parse(person)).toMatchObject({
			given_name: 'Ana',
			phone: null,
			kin_name: ''
		});
	});

	test('one name is enough, whichever it is; none is not, and is said with what else is wrong', () => {
		for (const one of [{ given_name: 'Wulandari' }, { family_name: 'Wulandari' }]) {
			const names = { given_name: ' ', family_name: '', ...one };
			expect(refused({ ...person, ...names })).toEqual([]);
		}
		const none = { ...person, given_name: ' ', family_name: '' };
		expect(refused(none)).toEqual(['given_name']);
		expect(new Set(refused({ ...none, birth_date: '' }))).toEqual(
			new Set(['birth_date', 'given_name'])
		);
		expect(refused({ ...none, family_name: 'x'.repeat(101) })).toEqual(['family_name']);
	});

	test('nobody is registered without having been asked for the sex', () => {
		expect(refused({ ...person, sex: '' })).toEqual(['sex']);
		expect(ownRecordSchema('ES').safeParse({ ...person, sex: undefined }).success).toBe(false);
	});

	test('a birth date is a real day, within living memory and not to come', () => {
		for (const birth_date of ['', '1990-02-30', '1879-12-31', '2190-01-01']) {
			expect(refused({ ...person, birth_date })).toContain('birth_date');
		}
	});

	test('a birth date of today is taken east of UTC, where it is tomorrow there', () => {
		onTestFinished(() => void vi.useRealTimers());
		vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-29T23:30:00Z') });
		expect(refused({ ...person, birth_date: '2026-11-30' })).toEqual([]);
		expect(refused({ ...person, birth_date: '2026-12-01' })).toEqual(['birth_date']);
	});

	test('telephones are taken the way people write them, and nothing else is', () => {
		for (const [phone, number] of [
			['', undefined],
			['600123456', '+34600123456'],
			['+34 600 123-456', '+34600123456'],
			['+44 (0)20 7946/0958', '+442079460958'],
			['91 555 01 23 ext. 12', '+34915550123']
		]) {
			const given = registrationSchema('ES').parse({ ...person, phone });
			expect(given.phone?.number).toBe(number);
		}
		for (const phone of ['abc', '+', '12', '600123456 ask for Ana', '(555) 010-0123']) {
			expect(refused({ ...person, phone })).toEqual(['phone']);
		}
	});

	test('of a number it does not know it says whose it took it for, and what to do', () => {
		const said = (phone: string, home: string) =>
			registrationSchema(home).safeParse({ ...person, phone }).error?.issues[0]?.message;
		expect(said('(555) 010-0123', 'ES')).toBe(
			'This is not a complete phone number (Spain). If it is from another country, begin with + and its code.'
		);
		expect(said('(555) 010-0123', 'US')).toBeUndefined();
		expect(said('+34 61', 'ES')).toMatch(/too short or too long/);
	});

	test('a country is written in any case and kept in capitals', () => {
		expect(registrationSchema('ES').parse({ ...person, country: 'es' }).country).toBe('ES');
		expect(refused({ ...person, country: 'Spain' })).toEqual(['country']);
	});

	test('a next of kin has a name and a telephone, or is not there', () => {
		expect(refused({ ...person, kin_name: 'Luis', kin_phone: '600123456' })).toEqual([]);
		expect(refused({ ...person, kin_name: 'Luis' })).toEqual(['kin_phone']);
		expect(refused({ ...person, kin_phone: '600123456' })).toEqual(['kin_name']);
		expect(refused({ ...person, kin_relationship: 'parent' })).toEqual(['kin_name', 'kin_phone']);
	});
});

test('a name typed as one is split before its last word', () => {
	expect(splitName(' María del Carmen Ruiz ')).toEqual({
		given_name: 'María del Carmen',
		family_name: 'Ruiz'
	});
	expect(splitName('Prince')).toEqual({ given_name: 'Prince', family_name: '' });
});

test('somebody of one name is called by it, and no space stands for the other', () => {
	for (const one of [
		{ given_name: 'Wulandari', family_name: '' },
		{ given_name: '', family_name: 'Wulandari' }
	]) {
		expect(fullName(one)).toBe('Wulandari');
		expect(calledName(one)).toBe('Wulandari');
	}
});
