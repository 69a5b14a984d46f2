import { resolve } from '$app/paths';
import { may } from '$lib/access/session/access';
import type { TabOffer } from '$lib/access/session/screens';
import { m } from '$lib/paraglide/messages.js';

export default [
	{
		of: 'patient',
		place: 50,
		href: (id) => resolve('/(clinic)/patients/[id=uuid]/medicines', { id }),
		label: () => m.prescriptions_title(),
		to: (access) => may(access, 'charts.read')
	}
] satisfies TabOffer[];
