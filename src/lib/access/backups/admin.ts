import DatabaseBackup from '@lucide/svelte/icons/database-backup';
import { resolve } from '$app/paths';
import { may } from '$lib/access/session/access';
import type { AdminOffer } from '$lib/access/session/screens';
import { m } from '$lib/paraglide/messages.js';

export default [
	{
		place: 95,
		href: () => resolve('/admin/backups'),
		label: () => m.backups_title(),
		text: () => m.backups_text(),
		icon: DatabaseBackup,
		to: (access) => may(access, 'settings.manage')
	}
] satisfies AdminOffer[];
