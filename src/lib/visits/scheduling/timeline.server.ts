import { resolve } from '$app/paths';
import type { HistoryKinds } from '$lib/people/patients/history';
import { m } from '$lib/paraglide/messages.js';
import { visitStatus, statusLabel } from './status';

export default {
	visit: {
		icon: 'visit',
		label: () => m.scheduling_timeline_visits(),
		forPatient: true,
		words(facts) {
			const status = visitStatus(facts.text('status') ?? '');
			return {
				title: facts.text('type') ?? '',
				text: [status !== 'completed' && statusLabel(status), facts.text('reason')]
					.filter(Boolean)
					.join(' · '),
				over: status === 'cancelled'
			};
		},
		href: ({ row_id }) => resolve('/(clinic)/visits/[id=uuid]', { id: row_id }),
		portalHref: ({ row_id }) => resolve('/(portal)/portal/visits/[id=uuid]', { id: row_id })
	}
} satisfies HistoryKinds;
