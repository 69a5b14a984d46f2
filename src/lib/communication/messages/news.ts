import type { NewsKind } from '$lib/access/session/telling';
import { m } from '$lib/paraglide/messages.js';

/* What a message says is not said here: it may be read over a shoulder. */
export const kinds: Record<string, NewsKind> = {
	message_received: {
		name: m.messages_news_kind_received,
		say: ({ patient }) => ({ title: m.messages_news_received({ name: patient }), text: '' })
	},
	message_given: {
		name: m.messages_news_kind_given,
		say: ({ patient }) => ({ title: m.messages_news_given({ name: patient }), text: '' })
	},
	message_answered: {
		name: m.messages_news_kind_answered,
		say: ({ patient }) => ({ title: m.messages_news_answered(), text: patient })
	}
};
