import ShieldAlert from '@lucide/svelte/icons/shield-alert';
import { resolve } from '$app/paths';
import { may } from '$lib/access/session/access';
import type { AdminOffer } from '$lib/access/session/screens';
import { m } from '$lib/paraglide/messages.js';

export default [
	{
		place: 94,
		href: () => resolve('/admin/openings'),
		label: () => m.openings_title(),
		text: () => m.openings_admin_text(),
		icon: ShieldAlert,
		to: (access) => may(access, 'charts.review')
	}
] satisfies AdminOffer[];
