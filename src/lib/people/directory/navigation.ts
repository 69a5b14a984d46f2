import Building from '@lucide/svelte/icons/building-2';
import { resolve } from '$app/paths';
import { may } from '$lib/access/session/access';
import type { NavigationOffer } from '$lib/access/session/screens';
import { m } from '$lib/paraglide/messages.js';

export default [
	{
		place: 130,
		group: 'hospital',
		href: () => resolve('/admin'),
		label: () => m.common_nav_admin(),
		icon: Building,
		to: (access) =>
			may(access, 'access.manage') ||
			may(access, 'directory.manage') ||
			may(access, 'settings.manage')
	}
] satisfies NavigationOffer[];
