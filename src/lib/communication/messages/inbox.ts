import type { WaitingKinds } from '$lib/access/session/waiting';
import { m } from '$lib/paraglide/messages.js';

export default {
	message: {
		name: m.messages_waiting,
		say: ({ text }) =>
			text('away')
				? `${text('subject')} · ${m.messages_away({ name: text('away') })}`
				: text('subject')
	}
} satisfies WaitingKinds;
