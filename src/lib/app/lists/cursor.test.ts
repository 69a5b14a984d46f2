import { expect, test } from 'vitest';
import { readCursor, startOf, writeCursor } from './cursor';

const id = '6f1f7a52-9a3c-4b66-8d57-0a8f1a1b2c3d';

test('a place in the history survives an address', () => {
	for (const at of ['2026-11-22T04:09:47.123456+00:00', '2026-11-22T04:09:47+00:00']) {
		const cursor = { at, id };
		const address = new URL(`http://a.example/?older=${encodeURIComponent(writeCursor(cursor))}`);
		expect(startOf(address.searchParams)).toEqual({ towards: 'older', ...cursor });
	}
});

test('what is no place is none, whatever it tries', () => {
	for (const text of [
		null,
		'',
		'2026-11-22',
		`2026-02-30T00:00:00Z~${id}`,
		`0000-01-01T00:00:00Z~${id}`,
		`2026-11-22T00:00:00+23:59~${id}`,
		`now()~${id}`,
		`2026-11-22T04:09:47+00:00~${id},or(id.gt.0)`,
		`2026-11-22T04:09:47+00:00",user_id.neq.x~${id}`
	]) {
		expect(readCursor(text)).toBeNull();
	}
});
