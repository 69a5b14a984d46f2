import MessageSquare from '@lucide/svelte/icons/message-square';
import { resolve } from '$app/paths';
import type { NavigationOffer } from '$lib/access/session/screens';
import { m } from '$lib/paraglide/messages.js';

export default [
	{
		place: 167,
		group: 'own',
		href: () => resolve('/portal/messages'),
		label: () => m.messages_title(),
		icon: MessageSquare,
		to: ({ kind, patient_ids }) => kind === 'patient' && patient_ids.length > 0
	}
] satisfies NavigationOffer[];
