import Eraser from '@lucide/svelte/icons/eraser';
import { resolve } from '$app/paths';
import { may } from '$lib/access/session/access';
import type { AdminOffer } from '$lib/access/session/screens';
import { m } from '$lib/paraglide/messages.js';

export default [
	{
		place: 94,
		href: () => resolve('/patients/erasures'),
		label: () => m.erasures_title(),
		text: () => m.erasures_admin_text(),
		icon: Eraser,
		to: (access) => may(access, 'patients.erase')
	}
] satisfies AdminOffer[];
