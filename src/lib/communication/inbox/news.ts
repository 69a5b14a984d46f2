import type { NewsKind } from '$lib/access/session/telling';
import { m } from '$lib/paraglide/messages.js';

export const kinds: Record<string, NewsKind> = {
	stand_in_named: {
		name: m.inbox_news_kind,
		say: ({ text, moment }) => ({
			title: m.inbox_news({ name: text('staff_name') }),
			text: m.inbox_news_text({ since: moment('since'), until: moment('until') })
		})
	}
};
