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
	colleague_linked: {
		name: m.portal_news_kind_colleague_linked,
		say: ({ text }) => ({
			title: m.portal_news_colleague_linked({
				colleague: text('colleague'),
				mrn: text('patient_mrn')
			}),
			text: text('by')
				? m.portal_news_colleague_linked_text({ by: text('by') })
				: m.portal_news_colleague_linked_self()
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
