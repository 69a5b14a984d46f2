import type { WaitingKinds } from '$lib/access/session/waiting';
import { m } from '$lib/paraglide/messages.js';

export default {
	letter_sign: {
		name: m.letters_inbox_title,
		say: ({ text, is }) =>
			is('replaces') ? `${text('title')} · ${m.letters_to_replace()}` : text('title')
	}
} satisfies WaitingKinds;
