import CalendarClock from '@lucide/svelte/icons/calendar-clock';
import { resolve } from '$app/paths';
import { may } from '$lib/access/session/access';
import type { NavigationOffer } from '$lib/access/session/screens';
import { m } from '$lib/paraglide/messages.js';

export default [
	{
		place: 150,
		group: 'outpatients',
		href: () => resolve('/availability'),
		label: ({ doctor_id }) =>
			doctor_id !== null ? m.common_nav_own_hours() : m.common_nav_availability(),
		icon: CalendarClock,
		to: (access) => access.doctor_id !== null || may(access, 'availability.manage')
	}
] satisfies NavigationOffer[];
