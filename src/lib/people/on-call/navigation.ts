import PhoneCall from '@lucide/svelte/icons/phone-call';
import { resolve } from '$app/paths';
import type { NavigationOffer } from '$lib/access/session/screens';
import { m } from '$lib/paraglide/messages.js';

export default [
	{
		place: 125,
		group: 'hospital',
		href: () => resolve('/on-call'),
		label: () => m.on_call_title(),
		icon: PhoneCall,
		to: ({ staff_id }) => staff_id !== null
	}
] satisfies NavigationOffer[];
