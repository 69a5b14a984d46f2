import ChartColumn from '@lucide/svelte/icons/chart-column';
import { resolve } from '$app/paths';
import { may } from '$lib/access/session/access';
import type { NavigationOffer } from '$lib/access/session/screens';
import { m } from '$lib/paraglide/messages.js';

export default [
	{
		place: 100,
		group: 'inpatients',
		href: () => resolve('/wards/figures'),
		label: () => m.ward_figures_nav(),
		icon: ChartColumn,
		to: (access) => may(access, 'reports.wards')
	}
] satisfies NavigationOffer[];
