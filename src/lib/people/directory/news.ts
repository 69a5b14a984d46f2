import type { NewsKind } from '$lib/access/session/telling';
import { m } from '$lib/paraglide/messages.js';

export const kinds: Record<string, NewsKind> = {
	staff_joined: {
		name: m.directory_news_kind_staff_joined,
		say: () => ({
			title: m.directory_news_staff_joined(),
			text: m.directory_news_staff_joined_text()
		})
	},
	visits_left: {
		name: m.directory_news_kind_visits_left,
		say: ({ doctor, text }) => ({
			title: m.directory_news_visits_left({ doctor }),
			text: m.directory_news_visits_left_text({ count: text('count') })
		})
	}
};
