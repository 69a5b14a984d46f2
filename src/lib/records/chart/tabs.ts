import { resolve } from '$app/paths';
import { may } from '$lib/access/session/access';
import type { TabOffer } from '$lib/access/session/screens';
import { m } from '$lib/paraglide/messages.js';

export default [
	{
		of: 'patient',
		place: 10,
		href: (id) => resolve('/(clinic)/patients/[id=uuid]/summary', { id }),
		label: () => m.chart_tab_summary(),
		to: (access) => may(access, 'charts.read')
	},
	{
		of: 'patient',
		place: 80,
		href: (id) => resolve('/(clinic)/patients/[id=uuid]/stays', { id }),
		label: () => m.chart_tab_stays(),
		to: (access) => may(access, 'charts.read')
	},
	{
		of: 'patient',
		place: 85,
		href: (id) => resolve('/(clinic)/patients/[id=uuid]/care-team', { id }),
		label: () => m.chart_tab_team(),
		to: (access) => may(access, 'charts.read')
	},
	{
		of: 'patient',
		place: 90,
		href: (id) => resolve('/(clinic)/patients/[id=uuid]', { id }),
		label: () => m.chart_tab_particulars(),
		to: () => true
	}
] satisfies TabOffer[];
