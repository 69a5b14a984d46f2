import { expect, test } from 'vitest';

const sources = import.meta.glob<string>('/src/**/*.svelte', {
	query: '?raw',
	import: 'default',
	eager: true
});

/* After a deploy what a page has not fetched yet is gone: `PartMissing`, or nothing where nobody misses it. */
test('whatever is fetched later says what becomes of the screen without it', () => {
	const later = Object.entries(sources).flatMap(([file, text]) =>
		[...text.matchAll(/\{#await import\([\s\S]*?\{\/await\}/g)].map(([part]) => ({ file, part }))
	);
	expect(later.length).toBeGreaterThan(8);
	expect(later.filter(({ part }) => !part.includes('{:catch')).map(({ file }) => file)).toEqual([]);
});

/* What is checked is checked by the server: the library that does it is as large as a screen may be. */
test('no screen brings along what forms are checked by', () => {
	const checking = Object.entries(sources).filter(([, text]) =>
		/^\s*import (?!type\b)[^;]*from '[^']*\/schema';/m.test(text)
	);
	expect(checking.map(([file]) => file)).toEqual([]);
});
