import { expect, test } from 'vitest';
import { forAWeek } from './cookies';

test('a session is remembered for a week at most, and forgotten at once', () => {
	expect(forAWeek({ maxAge: 400 * 86_400, path: '/' })).toEqual({ maxAge: 604_800, path: '/' });
	expect(forAWeek({})).toEqual({ maxAge: 604_800 });
	expect(forAWeek({ maxAge: 0 })).toEqual({ maxAge: 0 });
});
