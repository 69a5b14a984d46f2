import { resolve } from '$app/paths';
import { Facts, type HistoryKinds } from '$lib/people/patients/history';
import { m } from '$lib/paraglide/messages.js';
import { kindLabel } from './words';

export default {
	nursing_note: {
		icon: 'note',
		label: () => m.care_timeline(),
		words(facts) {
			const kind = kindLabel(facts.text('kind') ?? '');
			return {
				title: facts.is('corrected') ? m.care_timeline_corrected({ kind }) : kind,
				text: facts.text('text')
			};
		},
		href: ({ facts }) =>
			resolve('/(clinic)/admissions/[id=uuid]/notes', { id: new Facts(facts).text('stay') ?? '' })
	}
} satisfies HistoryKinds;
