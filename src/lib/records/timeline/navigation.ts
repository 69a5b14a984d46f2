import FolderHeart from '@lucide/svelte/icons/folder-heart';
import { resolve } from '$app/paths';
import type { NavigationOffer } from '$lib/access/session/screens';
import { m } from '$lib/paraglide/messages.js';

export default [
	{
		place: 185,
		group: 'own',
		href: () => resolve('/portal/record'),
		label: () => m.timeline_record(),
		icon: FolderHeart,
		also: /^\/portal\/openings/,
		to: ({ kind, patient_ids }) => kind === 'patient' && patient_ids.length > 0
	}
] satisfies NavigationOffer[];
