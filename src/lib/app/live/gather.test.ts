import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { gather, namesIn, type Told } from './gather';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('what is told in one while is handed on once', () => {
	const handed: (Told[] | null)[] = [];
	const news = gather(40, (told) => handed.push(told));
	news.note({ n: 1 });
	vi.advanceTimersByTime(30);
	news.note({ n: 2 });
	vi.advanceTimersByTime(10);
	expect(handed).toEqual([[{ n: 1 }, { n: 2 }]]);

	news.note({ n: 3 });
	news.note(null);
	news.note({ n: 4 });
	vi.advanceTimersByTime(40);
	expect(handed.slice(1)).toEqual([null]);

	news.note({ n: 5 });
	vi.advanceTimersByTime(40);
	expect(handed.slice(2)).toEqual([[{ n: 5 }]]);
});

test('once stopped it hands nothing on', () => {
	const hand = vi.fn();
	const news = gather(40, hand);
	news.note({});
	news.stop();
	vi.advanceTimersByTime(100);
	expect(hand).not.toHaveBeenCalled();
});

test.each([
	['each once', [{ ward_id: 'a' }, { ward_id: 'b' }, { ward_id: 'a' }], ['a', 'b']],
	['anybody', null, null],
	['anybody, too', [{ ward_id: 'a' }, { doctor_id: 'b' }], null]
])('the news is about %s', (_, told, names) => {
	expect(namesIn(told as Told[] | null, 'ward_id')).toEqual(names);
});
