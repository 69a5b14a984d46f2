import type { NewsKind } from '$lib/access/session/telling';
import { m } from '$lib/paraglide/messages.js';

export const kinds: Record<string, NewsKind> = {
	audit_broken: {
		name: m.audit_news_kind_broken,
		say: ({ text }) => ({
			title: m.audit_news_broken(),
			text: m.audit_news_broken_text({ seal: text('seal') })
		})
	}
};
