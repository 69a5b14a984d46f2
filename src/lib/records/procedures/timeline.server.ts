import { resolve } from '$app/paths';
import type { HistoryKinds } from '$lib/people/patients/history';
import { m } from '$lib/paraglide/messages.js';
import { partialDateWords, sideLabel } from '$lib/records/problems/words';
import { outcomeLabel } from './words';

export default {
	procedure: {
		icon: 'procedure',
		label: () => m.procedures_title(),
		forPatient: true,
		words(facts) {
			const on = facts.text('performed_on');
			return {
				title: facts.text('text') ?? '',
				text: [
					on && partialDateWords(on),
					sideLabel(facts.text('side')),
					outcomeLabel(facts.text('outcome')),
					facts.text('code')
				]
					.filter(Boolean)
					.join(' · ')
			};
		},
		href: (_, id) => resolve('/(clinic)/patients/[id=uuid]/problems', { id })
	}
} satisfies HistoryKinds;
