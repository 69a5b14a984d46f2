import type { Access } from '$lib/access/session/access';
import { offered, type AdminOffer } from '$lib/access/session/screens';

const rooms = import.meta.glob<{ default: readonly AdminOffer[] }>('../../lib/*/*/admin.ts', {
	eager: true
});

/** The screens of the hospital's administration somebody may open; the overview first. */
export const sectionsOf = (access: Access) => offered(rooms, access);
