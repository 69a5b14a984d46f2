import { resolve } from '$app/paths';
import { may } from '$lib/access/session/access';
import type { TabOffer } from '$lib/access/session/screens';
import { m } from '$lib/paraglide/messages.js';

export default [
	{
		of: 'ward',
		place: 25,
		href: (ward) => resolve('/(clinic)/wards/[ward=uuid]/medicines', { ward }),
		label: () => m.administration_title(),
		to: (access) => may(access, 'charts.read') && access.kind !== 'admin'
	},
	{
		of: 'stay',
		place: 15,
		href: (id) => resolve('/(clinic)/admissions/[id=uuid]/medicines', { id }),
		label: () => m.administration_title(),
		to: () => true
	}
] satisfies TabOffer[];
