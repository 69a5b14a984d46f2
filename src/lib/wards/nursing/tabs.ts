import { resolve } from '$app/paths';
import { may } from '$lib/access/session/access';
import type { TabOffer } from '$lib/access/session/screens';
import { m } from '$lib/paraglide/messages.js';

export default [
	// For those who work on a ward; an administrator sees every board and nurses nobody.
	{
		of: 'ward',
		place: 20,
		href: (ward) => resolve('/(clinic)/wards/[ward=uuid]/observations', { ward }),
		label: () => m.nursing_round_tab(),
		to: (access) => may(access, 'charts.read') && access.kind !== 'admin'
	},
	{
		of: 'stay',
		place: 10,
		href: (id) => resolve('/(clinic)/admissions/[id=uuid]', { id }),
		label: () => m.nursing_tab_observations(),
		to: () => true
	}
] satisfies TabOffer[];
