import { afterEach, expect, test } from 'vitest';
import { overwriteGetLocale } from '$lib/paraglide/runtime.js';
import { ageWords, shortAge } from './words';

afterEach(() => overwriteGetLocale(() => 'en'));

// In Madrid it is the 30th already.
const now = new Date('2026-11-29T23:30:00Z');
const zone = 'Europe/Madrid';

test.each([
	['2026-11-30', '0 days', '0 d'],
	['2026-11-29', '1 day', '1 d'],
	['2026-11-03', '27 days', '27 d'],
	['2026-11-02', '4 weeks', '4 wk'],
	['2026-09-01', '12 weeks', '12 wk'],
	['2026-08-30', '3 months', '3 mo'],
	['2024-12-01', '23 months', '23 mo'],
	['2024-11-30', '2 years', '2 y'],
	['1985-12-01', '40 years', '40 y']
])('who was born on %s is %s old', (birthDate, words, short) => {
	overwriteGetLocale(() => 'en');
	expect(ageWords(birthDate, now, zone)).toBe(words);
	expect(shortAge(birthDate, now, zone)).toBe(short);
});

test('nobody grows older who has died', () => {
	expect(ageWords('1980-05-17', now, zone, '2020-05-16T12:00:00Z')).toBe('39 years');
	expect(shortAge('2020-05-02', now, zone, '2020-05-16T12:00:00Z')).toBe('14 d');
});

test('an infant’s age is said in Spanish, too', () => {
	overwriteGetLocale(() => 'es');
	expect(ageWords('2026-11-10', now, zone)).toBe('20 días');
	expect(ageWords('2026-10-31', now, zone)).toBe('4 semanas');
	expect(ageWords('2026-08-30', now, zone)).toBe('3 meses');
});
