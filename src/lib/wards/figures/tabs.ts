import { resolve } from '$app/paths';
import { may } from '$lib/access/session/access';
import type { TabOffer } from '$lib/access/session/screens';
import { m } from '$lib/paraglide/messages.js';

export default [
	{
		of: 'ward',
		place: 60,
		href: (ward) => resolve('/(clinic)/wards/[ward=uuid]/figures', { ward }),
		label: () => m.ward_figures_tab(),
		to: (access) => may(access, 'reports.wards')
	}
] satisfies TabOffer[];
