import { resolve } from '$app/paths';
import { may } from '$lib/access/session/access';
import type { TabOffer } from '$lib/access/session/screens';
import { m } from '$lib/paraglide/messages.js';

export default [
	{
		of: 'patient',
		place: 75,
		href: (id) => resolve('/(clinic)/patients/[id=uuid]/messages', { id }),
		label: () => m.messages_title(),
		to: (access) => may(access, 'charts.read')
	}
] satisfies TabOffer[];
