import type { Access } from '$lib/access/session/access';
import { offered, type TabOffer } from '$lib/access/session/screens';

const rooms = import.meta.glob<{ default: readonly TabOffer[] }>('../../lib/*/*/tabs.ts', {
	eager: true
});

/** The screens of one ward or one stay somebody may open. */
export const tabsOf = (of: TabOffer['of'], access: Access, id: string) =>
	offered(rooms, access, id).filter((tab) => tab.of === of);
