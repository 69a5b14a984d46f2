import { resolve } from '$app/paths';
import { Facts, type HistoryKinds } from '$lib/people/patients/history';
import { m } from '$lib/paraglide/messages.js';

export default {
	observations: {
		icon: 'observations',
		label: () => m.nursing_timeline(),
		words(facts) {
			const score = facts.number('news2');
			return {
				title: m.nursing_timeline_taken({ count: facts.number('count') ?? 1 }),
				text: score === null ? null : m.nursing_timeline_highest({ score })
			};
		},
		href: ({ facts }) =>
			resolve('/(clinic)/admissions/[id=uuid]', { id: new Facts(facts).text('stay') ?? '' })
	}
} satisfies HistoryKinds;
