import { resolve } from '$app/paths';
import type { HistoryKinds } from '$lib/people/patients/history';
import { m } from '$lib/paraglide/messages.js';

export default {
	message: {
		icon: 'note',
		label: () => m.messages_title(),
		forPatient: true,
		words: (facts) => ({
			title: facts.text('subject') ?? '',
			text: [
				facts.text('name') ?? m.messages_team(),
				facts.is('closed') ? m.messages_closed() : null
			]
				.filter(Boolean)
				.join(' · ')
		}),
		href: ({ row_id }, id) =>
			resolve('/(clinic)/patients/[id=uuid]/messages/[thread=uuid]', { id, thread: row_id }),
		portalHref: ({ row_id }) =>
			resolve('/(portal)/portal/messages/[thread=uuid]', { thread: row_id })
	}
} satisfies HistoryKinds;
