import { resolve } from '$app/paths';
import { Facts, type HistoryKinds } from '$lib/people/patients/history';
import { m } from '$lib/paraglide/messages.js';

export default {
	discharge_summary: {
		icon: 'summary',
		label: () => m.discharge_timeline(),
		words: (facts) => ({
			title: facts.is('amended') ? m.discharge_timeline_amended() : m.discharge_timeline_signed()
		}),
		href: ({ facts }) =>
			resolve('/(clinic)/admissions/[id=uuid]/discharge', {
				id: new Facts(facts).text('stay') ?? ''
			})
	}
} satisfies HistoryKinds;
