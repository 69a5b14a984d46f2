import { resolve } from '$app/paths';
import { may } from '$lib/access/session/access';
import type { TabOffer } from '$lib/access/session/screens';
import { m } from '$lib/paraglide/messages.js';

export default [
	{
		of: 'stay',
		place: 40,
		href: (id) => resolve('/(clinic)/admissions/[id=uuid]/discharge', { id }),
		label: () => m.discharge_tab(),
		to: (access) => may(access, 'admissions.manage')
	}
] satisfies TabOffer[];
