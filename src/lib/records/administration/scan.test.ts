import { describe, expect, test } from 'vitest';
import { gtinOf, isMrn, Wedge } from './scan';

describe('what a scanner read', () => {
	test('is a pack by its GTIN, however it is written', () => {
		for (const code of [
			'8470006541234',
			'08470006541234',
			'(01)08470006541234(17)270200',
			']d2010847000654123417270200',
			'0108470006541234\u001d10AB'
		])
			expect(gtinOf(code)).toBe('08470006541234');
		for (const code of ['', 'LN00000018', '10AB12', '123']) expect(gtinOf(code)).toBeNull();
	});

	test('is a wristband by the form of its number', () => {
		expect([isMrn('LN00000018'), isMrn(' ln00000018 '), isMrn('8470006541234')]).toEqual([
			true,
			true,
			false
		]);
	});
});

describe('a scanner that types', () => {
	const typed = (text: string, apart: number) => {
		const wedge = new Wedge();
		return [...text]
			.map((key, at) => wedge.key(key, at * apart))
			.concat(wedge.key('Enter', text.length * apart))
			.at(-1);
	};

	test('is told from a person by how fast it is', () => {
		expect(typed('LN00000018', 5)).toBe('LN00000018');
		expect(typed('LN00000018', 150)).toBeNull();
	});

	test('is not a few keys at once, and what came long before is no part of it', () => {
		expect(typed('abc', 5)).toBeNull();
		const wedge = new Wedge();
		wedge.key('x', 0);
		for (const [at, key] of [...'LN00000018'].entries()) wedge.key(key, 1000 + at);
		expect(wedge.key('Enter', 1011)).toBe('LN00000018');
	});
});
