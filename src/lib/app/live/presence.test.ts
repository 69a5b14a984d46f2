import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { Presence } from './presence.svelte';
import type { TopicFollower } from './topics';

const followers = vi.hoisted(() => [] as Pick<TopicFollower, 'onpresent'>[]);
vi.mock('./follow', () => ({
	follow(_status: null, _topic: string, follower: TopicFollower) {
		followers.push(follower);
		return () => {};
	}
}));
vi.mock('$lib/app/supabase/browser', () => ({
	browserClient: () => Promise.reject(new Error('Failed to fetch dynamically imported module'))
}));

const unhandled = vi.fn();
beforeAll(() => void process.on('unhandledRejection', unhandled));
afterAll(() => void process.off('unhandledRejection', unhandled));

test('colleagues who cannot be looked up are not shown, and that is all', async () => {
	const presence = new Presence();
	presence.follow('ward:1', null);
	followers[0]?.onpresent?.(['00000000-0000-4000-8000-000000000001']);
	await new Promise((later) => setTimeout(later, 5));

	expect(presence.others).toEqual([]);
	expect(unhandled).not.toHaveBeenCalled();
});
