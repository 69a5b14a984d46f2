import ListOrdered from '@lucide/svelte/icons/list-ordered';
import { resolve } from '$app/paths';
import { may } from '$lib/access/session/access';
import type { NavigationOffer } from '$lib/access/session/screens';
import { m } from '$lib/paraglide/messages.js';

export default [
	{
		place: 50,
		group: 'outpatients',
		href: () => resolve('/queue'),
		label: () => m.common_nav_queue(),
		icon: ListOrdered,
		to: (access) => may(access, 'queue.manage') || access.doctor_id !== null
	}
] satisfies NavigationOffer[];
