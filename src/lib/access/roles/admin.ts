import ShieldCheck from '@lucide/svelte/icons/shield-check';
import { resolve } from '$app/paths';
import { may } from '$lib/access/session/access';
import type { AdminOffer } from '$lib/access/session/screens';
import { m } from '$lib/paraglide/messages.js';

export default [
	{
		place: 35,
		href: () => resolve('/admin/roles'),
		label: () => m.roles_title(),
		text: () => m.roles_text(),
		icon: ShieldCheck,
		to: (access) => may(access, 'access.manage')
	}
] satisfies AdminOffer[];
