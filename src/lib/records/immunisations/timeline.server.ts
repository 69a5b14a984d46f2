import { resolve } from '$app/paths';
import { formatDate } from '$lib/app/time/format';
import type { HistoryKinds } from '$lib/people/patients/history';
import { m } from '$lib/paraglide/messages.js';
import { vaccineName } from './words';

export default {
	immunisation: {
		icon: 'immunisation',
		label: () => m.immunisations_title(),
		forPatient: true,
		words(facts) {
			const on = facts.text('given_on');
			const name = facts.text('name') ?? '';
			return {
				title: vaccineName({ name, name_es: facts.text('name_es') ?? name }),
				text: on && formatDate(on)
			};
		},
		href: (_, id) => resolve('/(clinic)/patients/[id=uuid]/immunisations', { id })
	}
} satisfies HistoryKinds;
