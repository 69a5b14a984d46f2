import { resolve } from '$app/paths';
import { may } from '$lib/access/session/access';
import type { TabOffer } from '$lib/access/session/screens';
import { m } from '$lib/paraglide/messages.js';

export default [
	// For those who work on a ward; an administrator sees every board and nurses nobody.
	{
		of: 'ward',
		place: 30,
		href: (ward) => resolve('/(clinic)/wards/[ward=uuid]/tasks', { ward }),
		label: () => m.care_tab_tasks(),
		to: (access) => may(access, 'charts.read') && access.kind !== 'admin'
	},
	{
		of: 'ward',
		place: 50,
		href: (ward) => resolve('/(clinic)/wards/[ward=uuid]/notes', { ward }),
		label: () => m.care_tab_search(),
		to: (access) => may(access, 'charts.read') && access.kind !== 'admin'
	},
	{
		of: 'stay',
		place: 20,
		href: (id) => resolve('/(clinic)/admissions/[id=uuid]/care', { id }),
		label: () => m.care_tab_tasks(),
		to: () => true
	},
	{
		of: 'stay',
		place: 30,
		href: (id) => resolve('/(clinic)/admissions/[id=uuid]/notes', { id }),
		label: () => m.care_tab_notes(),
		to: () => true
	}
] satisfies TabOffer[];
