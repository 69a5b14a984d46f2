import type { NewsKind } from '$lib/access/session/telling';
import { m } from '$lib/paraglide/messages.js';

export const kinds: Record<string, NewsKind> = {
	record_linked: {
		name: m.portal_news_kind_record_linked,
		say: ({ patient }) => ({
			title: m.portal_news_record_linked({ patient }),
			text: m.portal_news_record_linked_text()
		})
	},
	record_unlinked: {
		name: m.portal_news_kind_record_unlinked,
		say: ({ patient }) => ({
			title: m.portal_news_record_unlinked({ patient }),
			text: m.portal_news_record_unlinked_text()
		})
	},
	registration_checked: {
		name: m.portal_news_kind_registration_checked,
		say: () => ({
			title: m.portal_news_registration_checked(),
			text: m.portal_news_registration_checked_text()
		})
	}
};
