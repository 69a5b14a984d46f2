import { expect, test } from 'vitest';
import { readAsOf } from './as-of';

test('a page knows what was over when it was read, and nothing else', () => {
	const asOf = readAsOf('1764400000123 100:110:103,105', 7);

	expect([asOf?.at, asOf?.asked]).toEqual([1764400000123, 7]);
	const saw = (ids: unknown[]) => ids.map((id) => asOf?.saw(id));
	expect(saw(['99', '100', '104', '109'])).toEqual([true, true, true, true]);
	expect(saw(['103', '105', '110', '2000'])).toEqual([false, false, false, false]);
	expect(saw([undefined, 99, '', 'x', '-1'])).toEqual([false, false, false, false, false]);
});

test('a quiet database’s snapshot runs nothing', () => {
	expect(readAsOf('1 100:100:', 0)?.saw('99')).toBe(true);
});

test.each(['', null, undefined, 'soon', '1 2', '1 2:3', 'x 1:1:', '1 1:1:a'])(
	'%j says nothing',
	(text) => {
		expect(readAsOf(text, 0)).toBeNull();
	}
);
