import CalendarPlus from '@lucide/svelte/icons/calendar-plus';
import ConciergeBell from '@lucide/svelte/icons/concierge-bell';
import History from '@lucide/svelte/icons/rotate-ccw-clock';
import ScrollText from '@lucide/svelte/icons/scroll-text';
import Stethoscope from '@lucide/svelte/icons/stethoscope';
import { resolve } from '$app/paths';
import { may } from '$lib/access/session/access';
import type { NavigationOffer } from '$lib/access/session/screens';
import { m } from '$lib/paraglide/messages.js';

export default [
	{
		place: 10,
		group: 'outpatients',
		href: () => resolve('/today'),
		label: () => m.common_nav_today(),
		icon: Stethoscope,
		to: ({ doctor_id }) => doctor_id !== null
	},
	{
		place: 30,
		group: 'outpatients',
		href: () => resolve('/reception'),
		label: () => m.common_nav_reception(),
		icon: ConciergeBell,
		to: (access) => may(access, 'appointments.book_any')
	},
	{
		place: 80,
		group: 'outpatients',
		href: () => resolve('/visits'),
		label: () => m.common_nav_visits(),
		icon: ScrollText,
		to: (access) => may(access, 'appointments.read_all') || access.doctor_id !== null
	},
	{
		place: 162,
		group: 'own',
		href: () => resolve('/portal/book'),
		label: () => m.common_nav_book(),
		icon: CalendarPlus,
		also: /^\/portal\/doctors$/,
		to: ({ patient_ids }) => patient_ids.length > 0
	},
	// Colleagues who are somebody's mother find it from their visits; their bar has other screens to hold.
	{
		place: 200,
		group: 'own',
		href: () => resolve('/portal/history'),
		label: () => m.common_nav_history(),
		icon: History,
		to: ({ kind, patient_ids }) => kind === 'patient' && patient_ids.length > 0
	}
] satisfies NavigationOffer[];
