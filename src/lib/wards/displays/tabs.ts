import { resolve } from '$app/paths';
import { may } from '$lib/access/session/access';
import type { TabOffer } from '$lib/access/session/screens';
import { m } from '$lib/paraglide/messages.js';

export default [
	{
		of: 'ward',
		place: 80,
		href: (ward) => resolve('/(clinic)/wards/[ward=uuid]/displays', { ward }),
		label: () => m.displays_tab(),
		to: (access) => may(access, 'displays.manage')
	}
] satisfies TabOffer[];
