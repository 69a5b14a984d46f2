import { resolve } from '$app/paths';
import type { TabOffer } from '$lib/access/session/screens';
import { m } from '$lib/paraglide/messages.js';

export default [
	{
		of: 'ward',
		place: 10,
		href: (ward) => resolve('/(clinic)/wards/[ward=uuid]', { ward }),
		label: () => m.wards_tab_board(),
		to: () => true
	}
] satisfies TabOffer[];
