import { resolve } from '$app/paths';
import type { HistoryKinds } from '$lib/people/patients/history';
import { m } from '$lib/paraglide/messages.js';
import { setName } from './questions';

export default {
	questionnaire: {
		icon: 'document',
		label: () => m.questionnaires_title(),
		forPatient: true,
		words(facts) {
			const by = facts.text('by');
			return {
				title: m.questionnaires_timeline({
					name: setName({ name: facts.text('name') ?? '', name_es: facts.text('name_es') ?? '' })
				}),
				text: by && m.questionnaires_by({ name: by })
			};
		},
		href: ({ row_id }, id) =>
			resolve('/(clinic)/patients/[id=uuid]/timeline/answers/[questionnaire=uuid]', {
				id,
				questionnaire: row_id
			}),
		portalHref: ({ facts }) =>
			resolve('/(portal)/portal/visits/[id=uuid]/questions', {
				id: typeof facts.visit === 'string' ? facts.visit : ''
			})
	}
} satisfies HistoryKinds;
