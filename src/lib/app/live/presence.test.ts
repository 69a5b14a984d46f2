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
const staffId = (nth: number) => `00000000-0000-4000-8000-00000000000${nth}`;
let staff: object[] | null = null;
vi.mock('$lib/app/supabase/browser', () => ({
	browserClient() {
		if (!staff) return Promise.reject(new Error('Failed to fetch dynamically imported module'));
		const query = {
			select: () => query,
			in: () => query,
			eq: () => Promise.resolve({ data: staff })
		};
		return Promise.resolve({ from: () => query });
	}
}));

const unhandled = vi.fn();
beforeAll(() => void process.on('unhandledRejection', unhandled));
afterAll(() => void process.off('unhandledRejection', unhandled));

test('colleagues who cannot be looked up are not shown, and that is all', async () => {
	const presence = new Presence();
	presence.follow('ward:1', null);
	followers[0]?.onpresent?.([{ staffId: staffId(1), userId: 'a' }]);
	await new Promise((later) => setTimeout(later, 5));

	expect(presence.others).toEqual([]);
	expect(unhandled).not.toHaveBeenCalled();
});

test('a colleague is shown by their own account alone', async () => {
	staff = [
		{ id: staffId(1), user_id: 'ada', full_name: 'Ada' },
		{ id: staffId(2), user_id: 'ben', full_name: 'Ben' }
	];
	const presence = new Presence();
	presence.follow('ward:1', staffId(3));
	followers.at(-1)?.onpresent?.([
		{ staffId: staffId(1), userId: 'ada' },
		{ staffId: staffId(2), userId: 'ada' },
		{ staffId: staffId(3), userId: 'me' }
	]);
	await vi.waitFor(() => expect(presence.others.map(({ name }) => name)).toEqual(['Ada']));
});
