import { resolve } from '$app/paths';
import type { HistoryKinds } from '$lib/people/patients/history';
import { m } from '$lib/paraglide/messages.js';
import { vaccineName } from './words';

export default {
	immunisation: {
		icon: 'immunisation',
		label: () => m.immunisations_title(),
		forPatient: true,
		ofDay: true,
		words(facts) {
			const name = facts.text('name') ?? '';
			return {
				title: vaccineName({ name, name_es: facts.text('name_es') ?? name }),
				text: facts.is('reported') ? m.immunisations_reported_mark() : null
			};
		},
		href: (_, id) => resolve('/(clinic)/patients/[id=uuid]/immunisations', { id })
	}
} satisfies HistoryKinds;
