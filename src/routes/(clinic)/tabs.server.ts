import type { ServerLoadEvent } from '@sveltejs/kit';
import type { Access } from '$lib/access/session/access';
import { offered, type TabOffer } from '$lib/access/session/screens';

const rooms = import.meta.glob<{ default: readonly TabOffer[] }>('../../lib/*/*/tabs.ts', {
	eager: true
});

/** The screens of one ward, stay or chart somebody may open; wherever among them one goes they stay as they are. */
export const tabsOf = (
	of: TabOffer['of'],
	access: Access,
	id: string,
	{ untrack, url }: Pick<ServerLoadEvent, 'untrack' | 'url'>
) =>
	untrack(() => offered(rooms, access, url, id))
		.filter((tab) => tab.of === of)
		.map(({ href, label }) => ({ href, label }));
