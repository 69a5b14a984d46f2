import { resolve } from '$app/paths';
import type { Facts, HistoryKinds } from '$lib/people/patients/history';
import { m } from '$lib/paraglide/messages.js';
import { certaintyLabel, sideLabel, statusLabel } from './words';

const coded = (facts: Facts, said: string | null) =>
	[said, sideLabel(facts.text('side')), facts.text('code')].filter(Boolean).join(' · ');

export default {
	problem: {
		icon: 'problem',
		label: () => m.problems_title(),
		forPatient: true,
		words: (facts) => ({
			title: facts.text('text') ?? '',
			text: coded(facts, statusLabel(facts.text('status') ?? ''))
		}),
		href: (_, id) => resolve('/(clinic)/patients/[id=uuid]/problems', { id })
	},
	diagnosis: {
		icon: 'diagnosis',
		label: () => m.problems_diagnoses(),
		forPatient: true,
		words: (facts) => ({
			title: facts.text('text') ?? '',
			text: coded(facts, certaintyLabel(facts.text('certainty') ?? ''))
		}),
		href: (_, id) => resolve('/(clinic)/patients/[id=uuid]/problems', { id })
	}
} satisfies HistoryKinds;
