import InboxIcon from '@lucide/svelte/icons/inbox';
import { resolve } from '$app/paths';
import { may } from '$lib/access/session/access';
import type { NavigationOffer } from '$lib/access/session/screens';
import { m } from '$lib/paraglide/messages.js';

export default [
	{
		place: 12,
		group: 'outpatients',
		href: () => resolve('/inbox'),
		label: () => m.inbox_title(),
		icon: InboxIcon,
		counted: true,
		// Administrators hold every permission, and care for nobody.
		to: (access) => may(access, 'charts.read') && access.kind !== 'admin'
	}
] satisfies NavigationOffer[];
