import BedSingle from '@lucide/svelte/icons/bed-single';
import { resolve } from '$app/paths';
import { may } from '$lib/access/session/access';
import type { NavigationOffer } from '$lib/access/session/screens';
import { m } from '$lib/paraglide/messages.js';

export default [
	{
		place: 120,
		group: 'inpatients',
		href: () => resolve('/bed-requests'),
		label: () => m.common_nav_bed_requests(),
		icon: BedSingle,
		to: (access) => may(access, 'beds.assign') || may(access, 'admissions.manage')
	}
] satisfies NavigationOffer[];
