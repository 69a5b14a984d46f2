import { resolve } from '$app/paths';
import { Facts, type HistoryKinds } from '$lib/people/patients/history';
import { m } from '$lib/paraglide/messages.js';

export default {
	administrations: {
		icon: 'prescription',
		label: () => m.administration_timeline(),
		words(facts) {
			const left = facts.number('not_given') ?? 0;
			return {
				title: m.administration_timeline_given({ count: facts.number('given') ?? 0 }),
				text: left > 0 ? m.administration_timeline_not_given({ count: left }) : null
			};
		},
		href: ({ facts }) =>
			resolve('/(clinic)/admissions/[id=uuid]/medicines', {
				id: new Facts(facts).text('stay') ?? ''
			})
	}
} satisfies HistoryKinds;
