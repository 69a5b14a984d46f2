import { resolve } from '$app/paths';
import type { HistoryKinds } from '$lib/people/patients/history';
import { m } from '$lib/paraglide/messages.js';
import { isKind, kindWords } from './kinds';

export default {
	document: {
		icon: 'document',
		label: () => m.documents_title(),
		forPatient: true,
		ofDay: true,
		words(facts) {
			const kind = facts.text('kind');
			return {
				title: facts.text('title') ?? '',
				text: [
					isKind(kind) && kindWords[kind](),
					facts.is('void') && m.documents_voided(),
					facts.is('replaced') && m.documents_replaced(),
					facts.is('restricted') && m.documents_restricted(),
					facts.text('source') === 'patient' && m.documents_from_patient()
				]
					.filter(Boolean)
					.join(' · '),
				over: facts.is('void') || facts.is('replaced')
			};
		},
		href: ({ row_id }, id) =>
			resolve('/(clinic)/patients/[id=uuid]/documents/[document=uuid]', { id, document: row_id }),
		portalHref: ({ row_id }) =>
			resolve('/(portal)/portal/record/documents/[document=uuid]', { document: row_id })
	}
} satisfies HistoryKinds;
