import Mail from '@lucide/svelte/icons/mail';
import { resolve } from '$app/paths';
import { may } from '$lib/access/session/access';
import type { AdminOffer } from '$lib/access/session/screens';
import { m } from '$lib/paraglide/messages.js';

export default [
	{
		place: 67,
		href: () => resolve('/admin/letters'),
		label: () => m.letters_admin_tab(),
		text: () => m.letters_admin_text(),
		icon: Mail,
		to: (access) => may(access, 'letters.templates')
	}
] satisfies AdminOffer[];
