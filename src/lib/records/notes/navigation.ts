import NotebookPen from '@lucide/svelte/icons/notebook-pen';
import { resolve } from '$app/paths';
import { may } from '$lib/access/session/access';
import type { NavigationOffer } from '$lib/access/session/screens';
import { m } from '$lib/paraglide/messages.js';

export default [
	{
		place: 72,
		group: 'outpatients',
		href: () => resolve('/notes'),
		label: () => m.notes_inbox_title(),
		icon: NotebookPen,
		// Administrators hold every permission, and write no notes.
		to: (access) => may(access, 'encounters.write') && access.kind !== 'admin'
	}
] satisfies NavigationOffer[];
