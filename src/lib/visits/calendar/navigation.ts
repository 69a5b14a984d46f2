import CalendarRange from '@lucide/svelte/icons/calendar-range';
import { resolve } from '$app/paths';
import { may } from '$lib/access/session/access';
import type { NavigationOffer } from '$lib/access/session/screens';
import { m } from '$lib/paraglide/messages.js';

export default [
	{
		place: 20,
		group: 'outpatients',
		href: () => resolve('/calendar'),
		label: () => m.common_nav_calendar(),
		icon: CalendarRange,
		to: (access) => may(access, 'appointments.read_all')
	}
] satisfies NavigationOffer[];
