import Syringe from '@lucide/svelte/icons/syringe';
import { resolve } from '$app/paths';
import { may } from '$lib/access/session/access';
import type { AdminOffer } from '$lib/access/session/screens';
import { m } from '$lib/paraglide/messages.js';

export default [
	{
		place: 62,
		href: () => resolve('/admin/immunisations'),
		label: () => m.immunisations_schedule(),
		text: () => m.immunisations_schedule_text(),
		icon: Syringe,
		to: (access) => may(access, 'codes.manage')
	}
] satisfies AdminOffer[];
