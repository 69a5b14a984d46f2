import ClipboardCheck from '@lucide/svelte/icons/clipboard-check';
import { resolve } from '$app/paths';
import { may } from '$lib/access/session/access';
import type { NavigationOffer } from '$lib/access/session/screens';
import { m } from '$lib/paraglide/messages.js';

export default [
	{
		place: 70,
		group: 'outpatients',
		href: () => resolve('/follow-ups'),
		label: () => m.common_nav_follow_ups(),
		icon: ClipboardCheck,
		to: (access) => may(access, 'appointments.read_all') || access.doctor_id !== null
	}
] satisfies NavigationOffer[];
