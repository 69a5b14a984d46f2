import { byExpiry, type HomeItem, type HomeSource } from '$lib/people/portal/home';

const rooms = import.meta.glob<{ default: HomeSource }>('/src/lib/*/*/home.server.ts', {
	eager: true
});

/** What a patient should see to, of every room, what expires first on top. */
export const homeItems = async (...asked: Parameters<HomeSource>): Promise<HomeItem[]> =>
	byExpiry((await Promise.all(Object.values(rooms).map((room) => room.default(...asked)))).flat());
