import { resolve } from '$app/paths';
import { may } from '$lib/access/session/access';
import type { TabOffer } from '$lib/access/session/screens';
import { m } from '$lib/paraglide/messages.js';

export default [
	{
		of: 'ward',
		place: 70,
		href: (ward) => resolve('/(clinic)/wards/[ward=uuid]/setup', { ward }),
		label: () => m.ward_setup_tab(),
		to: (access) => may(access, 'beds.manage')
	}
] satisfies TabOffer[];
