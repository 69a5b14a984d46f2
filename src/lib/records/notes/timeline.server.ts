import { resolve } from '$app/paths';
import type { HistoryKinds } from '$lib/people/patients/history';
import { m } from '$lib/paraglide/messages.js';
import { kindWord, noteTitle } from './words';

export default {
	note: {
		icon: 'note',
		label: () => m.notes_title(),
		forPatient: true,
		words(facts) {
			const kind = facts.text('kind') ?? '';
			const title = facts.text('title');
			return {
				title: noteTitle({ kind, title }),
				text: [
					title && kindWord(kind),
					facts.text('name'),
					facts.is('amended') && m.notes_state_amended()
				]
					.filter(Boolean)
					.join(' · '),
				over: facts.is('void')
			};
		},
		href: ({ row_id }, id) =>
			resolve('/(clinic)/patients/[id=uuid]/notes/[note=uuid]', { id, note: row_id }),
		portalHref: ({ row_id }) =>
			resolve('/(portal)/portal/record/notes/[note=uuid]', { note: row_id })
	}
} satisfies HistoryKinds;
