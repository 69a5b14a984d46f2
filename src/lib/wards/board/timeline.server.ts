import { resolve } from '$app/paths';
import { formatDate } from '$lib/app/time/format';
import type { HistoryKinds } from '$lib/people/patients/history';
import { m } from '$lib/paraglide/messages.js';

export default {
	stay: {
		icon: 'stay',
		label: () => m.wards_timeline_stays(),
		forPatient: true,
		words(facts, zone) {
			const until = facts.text('until');
			return {
				title: m.wards_timeline_admitted({ ward: facts.text('ward') ?? '' }),
				text: [
					until
						? m.wards_timeline_until({ when: formatDate(until, zone) })
						: m.wards_timeline_now(),
					facts.text('reason')
				]
					.filter(Boolean)
					.join(' · ')
			};
		},
		href: ({ row_id }) => resolve('/(clinic)/admissions/[id=uuid]', { id: row_id })
	}
} satisfies HistoryKinds;
