import { beforeEach, expect, test, vi } from 'vitest';
import { refresh } from './refresh';

const kit = vi.hoisted(() => ({
	navigating: { complete: null as Promise<void> | null },
	invalidate: vi.fn<(stale: (url: URL) => boolean) => Promise<void>>()
}));
vi.mock('$app/navigation', () => ({ invalidate: kit.invalidate, invalidateAll: vi.fn() }));
vi.mock('$app/state', () => ({ navigating: kit.navigating }));

const keys = ['lantern:one', 'lantern:two', 'lantern:three'] as const;
/** Which keys each reading was about. */
const readings: string[][] = [];
let finish: () => void = () => {};

beforeEach(() => {
	readings.length = 0;
	kit.navigating.complete = null;
	kit.invalidate.mockImplementation((stale) => {
		readings.push(keys.filter((key) => stale(new URL(key))));
		return new Promise((done) => (finish = done));
	});
});

const readingBegun = (nth: number) => vi.waitUntil(() => readings.length === nth);

test('what one broadcast makes stale is one reading, and what comes meanwhile is one more', async () => {
	const done = refresh('lantern:one');
	// The next to be told of the same broadcast.
	await Promise.resolve();
	void refresh('lantern:two');
	await readingBegun(1);
	void refresh('lantern:three');
	void refresh('lantern:one');
	await new Promise((later) => setTimeout(later, 20));
	expect(readings).toEqual([['lantern:one', 'lantern:two']]);
	finish();
	await readingBegun(2);
	finish();
	await done;

	expect(readings[1]).toEqual(['lantern:one', 'lantern:three']);
	expect(readings).toHaveLength(2);
});

test('it waits for a navigation under way, and for one that fails no longer', async () => {
	let fail: () => void = () => {};
	kit.navigating.complete = new Promise((_, reject) => {
		fail = () => reject(new Error('abandoned'));
	});
	const done = refresh('lantern:one');
	await new Promise((later) => setTimeout(later, 20));
	expect(readings).toEqual([]);
	fail();
	await readingBegun(1);
	finish();
	await done;

	expect(readings).toEqual([['lantern:one']]);
});
