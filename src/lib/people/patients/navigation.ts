import Contact from '@lucide/svelte/icons/contact';
import { resolve } from '$app/paths';
import { may } from '$lib/access/session/access';
import type { NavigationOffer } from '$lib/access/session/screens';
import { m } from '$lib/paraglide/messages.js';

export default [
	{
		place: 40,
		group: 'outpatients',
		href: () => resolve('/patients'),
		label: () => m.common_nav_patients(),
		icon: Contact,
		to: (access) => may(access, 'patients.manage')
	}
] satisfies NavigationOffer[];
