import Pill from '@lucide/svelte/icons/pill';
import { resolve } from '$app/paths';
import { may } from '$lib/access/session/access';
import type { NavigationOffer } from '$lib/access/session/screens';
import { m } from '$lib/paraglide/messages.js';

export default [
	{
		place: 78,
		group: 'hospital',
		href: () => resolve('/admin/medicines'),
		label: () => m.medicines_title(),
		icon: Pill,
		to: (access) => may(access, 'medicines.manage') && access.kind !== 'admin'
	}
] satisfies NavigationOffer[];
