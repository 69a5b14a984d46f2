import { expect, test } from 'vitest';
import { Pace } from './pace';

test('a burst passes, then one at a time', () => {
	const pace = new Pace({ burst: 3, every: 10_000 });
	expect([0, 0, 0].map(() => pace.wait('a', 0))).toEqual([0, 0, 0]);
	expect(pace.wait('a', 0)).toBe(10);
	expect(pace.wait('a', 4_000)).toBe(6);
	expect(pace.wait('a', 10_000)).toBe(0);
	expect(pace.wait('a', 10_000)).toBe(10);
	expect(pace.wait('a', 1_000_000)).toBe(0);
});

test('names do not hinder each other', () => {
	const pace = new Pace({ burst: 1, every: 10_000 });
	expect(pace.wait('a', 0)).toBe(0);
	expect(pace.wait('b', 0)).toBe(0);
	expect(pace.wait('a', 0)).toBe(10);
});

test('of more names than it keeps, the one asked for longest ago is forgotten', () => {
	const pace = new Pace({ burst: 1, every: 10_000, most: 2 });
	for (const name of ['a', 'b', 'c']) expect(pace.wait(name, 0)).toBe(0);
	expect(pace.wait('c', 0)).toBe(10);
	expect(pace.wait('a', 0)).toBe(0);
});
