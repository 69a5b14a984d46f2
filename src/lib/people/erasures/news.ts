import type { NewsKind } from '$lib/access/session/telling';
import { m } from '$lib/paraglide/messages.js';

export const kinds: Record<string, NewsKind> = {
	erasure_asked: {
		name: m.erasures_news_kind,
		say: ({ text }) => ({
			title: m.erasures_news(),
			text: m.erasures_news_text({ name: text('staff_name') })
		})
	},
	erasure_wished: {
		name: m.erasures_news_wished_kind,
		say: () => ({ title: m.erasures_wished_news(), text: m.erasures_wished_news_text() })
	}
};
