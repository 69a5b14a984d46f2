import type { WaitingKinds } from '$lib/access/session/waiting';
import { m } from '$lib/paraglide/messages.js';
import { medicineName } from '$lib/records/prescriptions/words';

export default {
	missed_dose: {
		name: m.administration_news_kind,
		say: ({ text }) =>
			medicineName({
				medicine: text('medicine'),
				medicine_es: text('medicine_es') || text('medicine')
			})
	}
} satisfies WaitingKinds;
