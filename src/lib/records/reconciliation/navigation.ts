import Pill from '@lucide/svelte/icons/pill';
import { resolve } from '$app/paths';
import { may } from '$lib/access/session/access';
import type { NavigationOffer } from '$lib/access/session/screens';
import { m } from '$lib/paraglide/messages.js';

export default [
	{
		place: 128,
		group: 'inpatients',
		href: () => resolve('/reconciliation'),
		label: () => m.reconciliation_nav(),
		icon: Pill,
		to: (access) => may(access, 'charts.read') && access.kind !== 'admin'
	}
] satisfies NavigationOffer[];
