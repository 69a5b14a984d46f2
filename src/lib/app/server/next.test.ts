import { expect, test } from 'vitest';
import { safeNext } from './next';

test('a path of this site is where to go next', () => {
	expect(safeNext('/portal/visits/7?tab=notes#top')).toBe('/portal/visits/7?tab=notes#top');
});

test.each([
	['nothing', null],
	['another site', 'https://evil.example/'],
	['another site without a scheme', '//evil.example'],
	['a back slash that browsers read as a slash', '/\\evil.example'],
	['a tab that browsers drop', '/\t/evil.example'],
	['a way up that ends at another site', '/..//evil.example'],
	['a scheme that runs', 'javascript:alert(1)'],
	['a word without a slash', 'portal'],
	['the sign-in page', '/sign-in?next=/sign-in'],
	['an endless address', '/' + 'a'.repeat(3000)]
])('%s leads home instead', (_what, wanted) => {
	expect(safeNext(wanted)).toBe('/');
});

test('the language switch may lead back to the sign-in page', () => {
	expect(safeNext('/sign-in', { signIn: true })).toBe('/sign-in');
});
