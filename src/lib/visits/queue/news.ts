import type { NewsKind } from '$lib/access/session/telling';
import { m } from '$lib/paraglide/messages.js';

export const kinds: Record<string, NewsKind> = {
	queue_called: {
		name: m.queue_news_kind_queue_called,
		say: ({ text }) => ({
			title: m.queue_news_queue_called({ label: text('label') }),
			text: text('room')
		})
	}
};
