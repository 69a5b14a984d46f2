import Mails from '@lucide/svelte/icons/mails';
import { resolve } from '$app/paths';
import { may } from '$lib/access/session/access';
import type { NavigationOffer } from '$lib/access/session/screens';
import { m } from '$lib/paraglide/messages.js';

export default [
	{
		place: 140,
		group: 'hospital',
		href: () => resolve('/deliveries'),
		label: () => m.common_nav_deliveries(),
		icon: Mails,
		to: (access) => may(access, 'deliveries.read')
	}
] satisfies NavigationOffer[];
