import Mail from '@lucide/svelte/icons/mail';
import { resolve } from '$app/paths';
import type { NavigationOffer } from '$lib/access/session/screens';
import { m } from '$lib/paraglide/messages.js';

export default [
	{
		place: 175,
		group: 'own',
		href: () => resolve('/portal/letters'),
		label: () => m.letters_portal_nav(),
		icon: Mail,
		to: ({ kind, patient_ids }) => kind === 'patient' && patient_ids.length > 0
	}
] satisfies NavigationOffer[];
