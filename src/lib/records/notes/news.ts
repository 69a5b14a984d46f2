import type { NewsKind } from '$lib/access/session/telling';
import { m } from '$lib/paraglide/messages.js';

export const kinds: Record<string, NewsKind> = {
	note_to_cosign: {
		name: m.notes_news_kind_cosign,
		say: ({ text }) => ({
			title: m.notes_news_cosign(),
			text: m.notes_news_cosign_text({ name: text('staff_name') })
		})
	}
};
