import { expect, test } from 'vitest';

const sources = import.meta.glob<string>('/src/**/*.svelte', {
	query: '?raw',
	import: 'default',
	eager: true
});

/** The two halves of each colour by day and by night, as Skeleton makes them. */
const pairs = /-(50-950|100-900|200-800|300-700|400-600|600-400|700-300|800-200|900-100|950-50)$/;

test('a colour by day and by night is one there is: another leaves what lies below to be seen', () => {
	const named = Object.entries(sources).flatMap(([file, text]) =>
		[...text.matchAll(/\b(?:bg|text|border)-[a-z]+-\d{2,3}-\d{2,3}\b/g)].map(([name]) => ({
			file,
			name
		}))
	);
	expect(named.filter(({ name }) => !pairs.test(name))).toEqual([]);
	expect(named.length).toBeGreaterThan(100);
});
