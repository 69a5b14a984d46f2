import { beforeEach, expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import FollowerFixture from './FollowerFixture.svelte';
import type { TopicFollower } from './topics';

/** Who follows which topic now, and how often each was joined. */
const topics = vi.hoisted(() => ({
	followers: new Map<string, TopicFollower>(),
	joins: [] as string[]
}));
const refresh = vi.hoisted(() => vi.fn<(key: string) => void>());

vi.mock('./topics', () => ({
	followTopic(_client: unknown, topic: string, follower: TopicFollower) {
		topics.followers.set(topic, follower);
		topics.joins.push(topic);
		follower.onstatus?.('live');
		return () => topics.followers.delete(topic);
	}
}));
vi.mock('./refresh', () => ({ refresh }));
vi.mock('$lib/app/supabase/browser', () => ({ browserClient: () => Promise.resolve({}) }));

beforeEach(() => {
	topics.followers.clear();
	topics.joins.length = 0;
	refresh.mockClear();
});

const followed = () => [...topics.followers.keys()];
const say = (topic: string, told: Record<string, unknown>) =>
	topics.followers.get(topic)?.events.changed?.(told);

test('a page follows its topics, joins and leaves as they change, and leaves all at its end', async () => {
	const page = await render(FollowerFixture, {
		topics: ['ward:1', '', 'ward:2'],
		stale: 'lantern:board'
	});
	await expect.element(page.getByText('live live')).toBeVisible();
	expect(followed()).toEqual(['ward:1', 'ward:2']);

	// The same again, as a page that has been read anew makes them.
	await page.rerender({ topics: ['ward:1', 'ward:2'] });
	await page.rerender({ topics: ['ward:2', 'ward:3'] });
	await expect.poll(followed).toEqual(['ward:2', 'ward:3']);
	expect(topics.joins).toEqual(['ward:1', 'ward:2', 'ward:3']);

	topics.followers.get('ward:3')?.onstatus?.('offline');
	await expect.element(page.getByText('offline offline')).toBeVisible();

	await page.unmount();
	expect(followed()).toEqual([]);
});

test('a burst on several topics reads each key once; nothing reads on opening', async () => {
	await render(FollowerFixture, {
		topics: ['ward:1', 'ward:2'],
		stale: ['lantern:board', 'lantern:wards']
	});
	await expect.poll(followed).toHaveLength(2);
	await new Promise((later) => setTimeout(later, 60));
	expect(refresh).not.toHaveBeenCalled();

	for (const topic of ['ward:1', 'ward:2', 'ward:1']) say(topic, {});
	await expect.poll(() => refresh.mock.calls).toEqual([['lantern:board'], ['lantern:wards']]);
	await new Promise((later) => setTimeout(later, 60));
	expect(refresh).toHaveBeenCalledTimes(2);
});

test('who reads by themselves is told what was said, or that anything may have changed', async () => {
	const stale = vi.fn();
	await render(FollowerFixture, { topics: ['wards'], stale });
	await expect.poll(followed).toEqual(['wards']);
	say('wards', { ward_id: 'a' });
	say('wards', { ward_id: 'b' });
	await expect.poll(() => stale.mock.calls).toEqual([[[{ ward_id: 'a' }, { ward_id: 'b' }]]]);

	say('wards', { ward_id: 'c' });
	topics.followers.get('wards')?.onstale?.();
	await expect.poll(() => stale.mock.lastCall).toEqual([null]);
});
