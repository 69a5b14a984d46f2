import { resolve } from '$app/paths';
import { may } from '$lib/access/session/access';
import type { TabOffer } from '$lib/access/session/screens';
import { m } from '$lib/paraglide/messages.js';

export default [
	// For those who work on a ward; an administrator sees every board and nurses nobody.
	{
		of: 'ward',
		place: 40,
		href: (ward) => resolve('/(clinic)/wards/[ward=uuid]/handover', { ward }),
		label: () => m.care_tab_handover(),
		to: (access) => may(access, 'charts.read') && access.kind !== 'admin'
	}
] satisfies TabOffer[];
