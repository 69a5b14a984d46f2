import Pill from '@lucide/svelte/icons/pill';
import { resolve } from '$app/paths';
import { may } from '$lib/access/session/access';
import type { NavigationOffer } from '$lib/access/session/screens';
import { m } from '$lib/paraglide/messages.js';

export default [
	{
		place: 165,
		group: 'own',
		href: () => resolve('/portal/medicines'),
		label: () => m.prescriptions_portal_nav(),
		icon: Pill,
		to: ({ kind, patient_ids }) => kind === 'patient' && patient_ids.length > 0
	},
	{
		place: 73,
		group: 'outpatients',
		href: () => resolve('/repeats'),
		label: () => m.prescriptions_inbox_title(),
		icon: Pill,
		to: (access) => may(access, 'prescriptions.write') && access.kind !== 'admin'
	},
	{
		place: 74,
		group: 'outpatients',
		href: () => resolve('/order-sets'),
		label: () => m.prescriptions_sets(),
		icon: Pill,
		to: (access) => may(access, 'prescriptions.write') && access.kind !== 'admin'
	}
] satisfies NavigationOffer[];
