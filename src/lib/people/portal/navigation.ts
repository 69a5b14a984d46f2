import CalendarDays from '@lucide/svelte/icons/calendar-days';
import Settings from '@lucide/svelte/icons/settings-2';
import Users from '@lucide/svelte/icons/users';
import { resolve } from '$app/paths';
import type { NavigationOffer } from '$lib/access/session/screens';
import { m } from '$lib/paraglide/messages.js';

export default [
	{
		place: 160,
		group: 'own',
		href: () => resolve('/portal'),
		label: () => m.common_nav_portal(),
		icon: CalendarDays,
		to: ({ kind, patient_ids }) => kind === 'patient' || patient_ids.length > 0
	},
	// Colleagues who are somebody's mother find these from their visits; their bar has other screens to hold.
	{
		place: 190,
		group: 'own',
		href: () => resolve('/portal/family'),
		label: () => m.common_nav_family(),
		icon: Users,
		to: ({ kind, patient_ids }) => kind === 'patient' && patient_ids.length > 0
	},
	{
		place: 210,
		group: 'own',
		href: () => resolve('/portal/preferences'),
		label: () => m.common_nav_preferences(),
		icon: Settings,
		to: ({ kind, patient_ids }) => kind === 'patient' && patient_ids.length > 0
	}
] satisfies NavigationOffer[];
