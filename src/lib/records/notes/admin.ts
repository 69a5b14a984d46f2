import NotebookPen from '@lucide/svelte/icons/notebook-pen';
import { resolve } from '$app/paths';
import { may } from '$lib/access/session/access';
import type { AdminOffer } from '$lib/access/session/screens';
import { m } from '$lib/paraglide/messages.js';

export default [
	{
		place: 66,
		href: () => resolve('/admin/notes'),
		label: () => m.notes_admin_title(),
		text: () => m.notes_admin_text(),
		icon: NotebookPen,
		to: (access) => may(access, 'settings.manage')
	}
] satisfies AdminOffer[];
