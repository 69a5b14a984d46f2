import { resolve } from '$app/paths';
import { may } from '$lib/access/session/access';
import type { TabOffer } from '$lib/access/session/screens';
import { m } from '$lib/paraglide/messages.js';

export default [
	{
		of: 'patient',
		place: 20,
		href: (id) => resolve('/(clinic)/patients/[id=uuid]/timeline', { id }),
		label: () => m.timeline_title(),
		to: (access) => may(access, 'charts.read')
	}
] satisfies TabOffer[];
