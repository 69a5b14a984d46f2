import BookOpenText from '@lucide/svelte/icons/book-open-text';
import { resolve } from '$app/paths';
import { may } from '$lib/access/session/access';
import type { AdminOffer } from '$lib/access/session/screens';
import { m } from '$lib/paraglide/messages.js';

export default [
	{
		place: 60,
		href: () => resolve('/admin/codes'),
		label: () => m.codes_title(),
		text: () => m.codes_admin_text(),
		icon: BookOpenText,
		to: (access) => may(access, 'codes.manage')
	}
] satisfies AdminOffer[];
