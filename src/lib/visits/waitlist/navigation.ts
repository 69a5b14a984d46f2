import Hourglass from '@lucide/svelte/icons/hourglass';
import { resolve } from '$app/paths';
import { may } from '$lib/access/session/access';
import type { NavigationOffer } from '$lib/access/session/screens';
import { m } from '$lib/paraglide/messages.js';

export default [
	{
		place: 60,
		group: 'outpatients',
		href: () => resolve('/waitlist'),
		label: () => m.common_nav_waitlist(),
		icon: Hourglass,
		to: (access) => may(access, 'waitlist.manage')
	},
	{
		place: 180,
		group: 'own',
		href: () => resolve('/portal/waitlist'),
		label: () => m.common_nav_waitlist(),
		icon: Hourglass,
		to: ({ kind, patient_ids }) => kind === 'patient' && patient_ids.length > 0
	}
] satisfies NavigationOffer[];
