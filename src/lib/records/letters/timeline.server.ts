import { resolve } from '$app/paths';
import type { HistoryKinds } from '$lib/people/patients/history';
import { m } from '$lib/paraglide/messages.js';
import { kindWord } from './words';

export default {
	letter: {
		icon: 'document',
		label: () => m.letters_title(),
		forPatient: true,
		words(facts) {
			const title = facts.text('title') ?? '';
			const kind = kindWord(facts.text('kind') ?? '');
			return {
				title,
				text: [title !== kind && kind, facts.text('name'), facts.text('number')]
					.filter(Boolean)
					.join(' · '),
				over: facts.is('void')
			};
		},
		href: ({ row_id }, id) =>
			resolve('/(clinic)/patients/[id=uuid]/letters/[letter=uuid]', { id, letter: row_id }),
		portalHref: (_, id) => `${resolve('/portal/letters')}?patient=${id}`
	}
} satisfies HistoryKinds;
