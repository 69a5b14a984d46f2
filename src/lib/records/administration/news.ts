import type { NewsKind } from '$lib/access/session/telling';
import { m } from '$lib/paraglide/messages.js';
import { medicineName } from '$lib/records/prescriptions/words';

export const kinds: Record<string, NewsKind> = {
	dose_missed: {
		name: m.administration_news_kind,
		say: ({ patient, text, moment }) => ({
			title: m.administration_news_missed({ patient, count: Number(text('count')) || 1 }),
			text: [
				medicineName({ medicine: text('medicine'), medicine_es: text('medicine_es') }),
				moment('due_at')
			]
				.filter(Boolean)
				.join(' · ')
		})
	}
};
