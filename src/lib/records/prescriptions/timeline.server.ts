import { resolve } from '$app/paths';
import type { HistoryKinds } from '$lib/people/patients/history';
import { m } from '$lib/paraglide/messages.js';
import { medicineName, statusLabel } from './words';

export default {
	prescription: {
		icon: 'prescription',
		label: () => m.prescriptions_title(),
		forPatient: true,
		words(facts) {
			const medicine = facts.text('medicine') ?? '';
			const status = facts.text('status') ?? '';
			return {
				title: medicineName({ medicine, medicine_es: facts.text('medicine_es') ?? medicine }),
				text: [status !== 'active' && statusLabel(status), facts.text('indication')]
					.filter(Boolean)
					.join(' · '),
				over: status === 'stopped'
			};
		},
		href: (_, id) => resolve('/(clinic)/patients/[id=uuid]/medicines', { id }),
		portalHref: (_, id) => `${resolve('/portal/medicines')}?patient=${id}`
	}
} satisfies HistoryKinds;
