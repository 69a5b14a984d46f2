import BedDouble from '@lucide/svelte/icons/bed-double';
import Sparkles from '@lucide/svelte/icons/sparkles';
import { resolve } from '$app/paths';
import { may } from '$lib/access/session/access';
import type { NavigationOffer } from '$lib/access/session/screens';
import { m } from '$lib/paraglide/messages.js';

export default [
	{
		place: 90,
		group: 'inpatients',
		href: () => resolve('/wards'),
		label: () => m.common_nav_wards(),
		icon: BedDouble,
		to: (access) =>
			may(access, 'wards.read_all') ||
			may(access, 'admissions.manage') ||
			may(access, 'housekeeping.work'),
		// A stay belongs to the wards.
		also: /\/admissions\/[^/]+/
	},
	{
		place: 110,
		group: 'inpatients',
		href: () => resolve('/housekeeping'),
		label: () => m.common_nav_housekeeping(),
		icon: Sparkles,
		to: (access) => may(access, 'housekeeping.work')
	}
] satisfies NavigationOffer[];
