import { expect, test } from 'vitest';
import { wishWords } from './words';

const anytime = {
	earliest_on: '2026-11-22',
	latest_on: null,
	weekdays: [1, 2, 3, 4, 5, 6, 7],
	from_time: '00:00:00',
	until_time: '24:00:00'
};
const words = (wish: Partial<Parameters<typeof wishWords>[0]>) =>
	wishWords({ ...anytime, ...wish }, '2026-11-22');

test('a wish is told by what limits it, and by nothing else', () => {
	expect(words({})).toEqual(['any time']);
	expect(words({ earliest_on: '2026-12-01', latest_on: '2026-12-20' })).toEqual([
		'from 1 Dec 2026',
		'until 20 Dec 2026'
	]);
	expect(words({ from_time: '09:00:00', until_time: '13:00:00' })).toEqual(['09:00–13:00']);
	expect(words({ until_time: '12:00:00' })).toEqual(['before 12:00']);
});

test('days in a row are a span', () => {
	expect(words({ weekdays: [5, 1, 3, 2, 4] })).toEqual(['Mon–Fri']);
	expect(words({ weekdays: [2, 4] })).toEqual(['Tue, Thu']);
	expect(words({ weekdays: [1, 2, 5, 6, 7] })).toEqual(['Mon, Tue, Fri–Sun']);
});
