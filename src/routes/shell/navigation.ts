import type { Access } from '$lib/access/session/access';
import { offered, type NavigationOffer } from '$lib/access/session/screens';

const rooms = import.meta.glob<{ default: readonly NavigationOffer[] }>(
	'../../lib/*/*/navigation.ts',
	{ eager: true }
);

export type Screen = ReturnType<typeof screensOf>[number];

/** The screens somebody works with, in the order of their day. */
export const screensOf = (access: Access) => offered(rooms, access);

/** The screen an address belongs to: the longest one it begins with. */
export function currentScreen(screens: Screen[], path: string): Screen | undefined {
	return screens
		.filter(({ href, also }) => path === href || path.startsWith(`${href}/`) || also?.test(path))
		.sort((a, b) => b.href.length - a.href.length)[0];
}
