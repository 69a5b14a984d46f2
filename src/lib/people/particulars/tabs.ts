import { resolve } from '$app/paths';
import { may } from '$lib/access/session/access';
import type { TabOffer } from '$lib/access/session/screens';
import { m } from '$lib/paraglide/messages.js';

export default [
	{
		of: 'patient',
		place: 92,
		href: (id) => resolve('/(clinic)/patients/[id=uuid]/registration', { id }),
		label: () => m.particulars_title(),
		to: (access) => may(access, 'patients.read')
	}
] satisfies TabOffer[];
