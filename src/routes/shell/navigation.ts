import type { Drawn } from '../../bundle/icon';
import { navigationGroups, type NavigationOffer } from '$lib/access/session/screens';
import { m } from '$lib/paraglide/messages.js';

/** A screen somebody works with, as the server says it: what is offered to others is in no page. */
export interface Screen extends Pick<NavigationOffer, 'group' | 'counted'> {
	href: string;
	label: string;
	drawing: Drawn | undefined;
	/** The pattern of addresses elsewhere that belong to it. */
	also: string | undefined;
}

const groupLabels = {
	outpatients: m.common_group_outpatients,
	inpatients: m.common_group_inpatients,
	hospital: m.common_group_hospital,
	own: m.common_group_own
};

/** The screens under the part of the house they belong to; without its name where there is one part only. */
export function groupsOf(screens: Screen[]): { label: string; screens: Screen[] }[] {
	const groups = navigationGroups
		.map((group) => ({
			label: groupLabels[group](),
			screens: screens.filter((screen) => screen.group === group)
		}))
		.filter((group) => group.screens.length > 0);
	return groups.length > 1 ? groups : groups.map((group) => ({ ...group, label: '' }));
}

/** Those a phone has within reach: where the day begins comes first, and of more than five the last place is for the rest. */
export function withinReach(screens: Screen[], home: Screen | undefined, places = 5): Screen[] {
	const ordered = home ? [home, ...screens.filter((screen) => screen !== home)] : screens;
	return ordered.length > places ? ordered.slice(0, places - 1) : ordered;
}

/** The screen an address belongs to: the longest one it begins with. */
export function currentScreen(screens: Screen[], path: string): Screen | undefined {
	return screens
		.filter(
			({ href, also }) =>
				path === href || path.startsWith(`${href}/`) || (also && new RegExp(also).test(path))
		)
		.sort((a, b) => b.href.length - a.href.length)[0];
}
