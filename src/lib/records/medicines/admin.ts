import Pill from '@lucide/svelte/icons/pill';
import { resolve } from '$app/paths';
import { may } from '$lib/access/session/access';
import type { AdminOffer } from '$lib/access/session/screens';
import { m } from '$lib/paraglide/messages.js';

export default [
	{
		place: 62,
		href: () => resolve('/admin/medicines'),
		label: () => m.medicines_title(),
		text: () => m.medicines_admin_text(),
		icon: Pill,
		to: (access) => may(access, 'medicines.manage')
	}
] satisfies AdminOffer[];
