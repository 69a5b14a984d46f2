import ScrollText from '@lucide/svelte/icons/scroll-text';
import { resolve } from '$app/paths';
import { may } from '$lib/access/session/access';
import type { AdminOffer } from '$lib/access/session/screens';
import { m } from '$lib/paraglide/messages.js';

export default [
	{
		place: 96,
		href: () => resolve('/admin/audit'),
		label: () => m.audit_title(),
		text: () => m.audit_admin_text(),
		icon: ScrollText,
		to: (access) => may(access, 'audit.read')
	}
] satisfies AdminOffer[];
