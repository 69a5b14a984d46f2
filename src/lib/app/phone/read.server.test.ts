import { describe, expect, test } from 'vitest';
import { getCountries, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { formatPhone } from './format';
import { readPhone } from './read.server';

const read = (text: string, country = 'ES') => {
	const phone = readPhone(text, country);
	return phone && [phone.number, phone.extension, phone.sms];
};

describe('a number as somebody writes it', () => {
	test.for([
		['612 345 678', 'ES', '+34612345678', '', true],
		['612-34.56/78', 'ES', '+34612345678', '', true],
		['+34 612 345 678', 'US', '+34612345678', '', true],
		['0034 612345678', 'ES', '+34612345678', '', true],
		['٦١٢ ٣٤٥ ٦٧٨', 'ES', '+34612345678', '', true],
		['91 555 01 23', 'ES', '+34915550123', '', false],
		['915550123 ext 12', 'ES', '+34915550123', '12', false],
		['+34 915 550 123 ext. 12', 'ES', '+34915550123', '12', false],
		['915550123 extensión 12', 'ES', '+34915550123', '12', false],
		['(555) 010-0123', 'US', '+15550100123', '', true],
		['+1 (555) 010-0123 x7', 'ES', '+15550100123', '7', false],
		['+44 (0)20 7946 0018', 'ES', '+442079460018', '', false],
		['020 7946 0018', 'GB', '+442079460018', '', false],
		['+44 7911 123456', 'ES', '+447911123456', '', true]
	] as const)('%s in %s', ([text, country, number, extension, sms]) => {
		expect(read(text, country)).toEqual([number, extension, sms]);
	});

	test.for([
		['abc', 'ES'],
		['+', 'ES'],
		['12', 'ES'],
		['+34 61', 'ES'],
		['+0 123 456 789', 'ES'],
		['600123456 ask for Ana', 'ES'],
		['(555) 010-0123', 'ES'],
		['612345678 / 612345679', 'ES'],
		['612345678 ext 12345678901', 'ES'],
		['9'.repeat(200), 'ES']
	] as const)('%s in %s is none', ([text, country]) => {
		expect(read(text, country)).toBeNull();
	});

	test('of any country is what the database keeps, and is read again from how it is shown', () => {
		for (const country of getCountries()) {
			// Every country has numbers of some length that may be one.
			const national = ['2012345678', '612345678', '20123456', '2012345', '40123', '5123']
				.map((digits) => readPhone(digits, country))
				.find((phone) => phone !== null);
			if (!national) continue;
			expect(national.number, country).toMatch(/^\+[1-9][0-9]{6,14}$/);
			const shown = formatPhone(national.number, '12');
			expect(read(shown), shown).toEqual([national.number, '12', false]);
		}
	});
});

describe('a number as it is shown', () => {
	test.for([
		['+34612345678', '+34 612 345 678'],
		['+15550100123', '+1 555 010 0123'],
		['+442079460018', '+44 20 7946 0018'],
		['+447911123456', '+44 7911 123456'],
		['+33612345678', '+33 6 12 34 56 78'],
		['+393123456789', '+39 312 345 6789'],
		['+351912345678', '+351 912 345 678'],
		['+212612345678', '+212 612 345 678'],
		['+40712034567', '+40 712 034 567']
	] as const)('%s is %s', ([number, shown]) => {
		expect(formatPhone(number)).toBe(shown);
		// Where our groups are a country's own they are those of the list everybody goes by.
		expect(parsePhoneNumberFromString(number)?.number).toBe(number);
	});

	test('has its extension behind it, and what is no number is shown as it is', () => {
		expect(formatPhone('+34915550123', '12')).toBe('+34 915 550 123 ext. 12');
		expect(formatPhone('?')).toBe('?');
		expect(formatPhone('')).toBe('');
	});
});
