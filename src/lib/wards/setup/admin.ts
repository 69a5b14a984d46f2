import BedDouble from '@lucide/svelte/icons/bed-double';
import { resolve } from '$app/paths';
import { may } from '$lib/access/session/access';
import type { AdminOffer } from '$lib/access/session/screens';
import { m } from '$lib/paraglide/messages.js';

export default [
	{
		place: 70,
		href: () => resolve('/admin/wards'),
		label: () => m.ward_setup_wards(),
		text: () => m.ward_setup_wards_text(),
		icon: BedDouble,
		to: (access) => may(access, 'directory.manage')
	}
] satisfies AdminOffer[];
