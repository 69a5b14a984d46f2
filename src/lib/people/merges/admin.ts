import Merge from '@lucide/svelte/icons/merge';
import { resolve } from '$app/paths';
import { may } from '$lib/access/session/access';
import type { AdminOffer } from '$lib/access/session/screens';
import { m } from '$lib/paraglide/messages.js';

export default [
	{
		place: 92,
		href: () => resolve('/patients/duplicates'),
		label: () => m.merges_title(),
		text: () => m.merges_admin_text(),
		icon: Merge,
		to: (access) => may(access, 'patients.merge')
	}
] satisfies AdminOffer[];
