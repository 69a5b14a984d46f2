import { joined, type NewsKind } from '$lib/access/session/telling';
import { m } from '$lib/paraglide/messages.js';

export const kinds: Record<string, NewsKind> = {
	waitlist_offer: {
		name: m.waitlist_news_kind_waitlist_offer,
		say: ({ doctor, when, moment }) => ({
			title: m.waitlist_news_waitlist_offer(),
			text: joined(
				when,
				doctor,
				m.waitlist_news_waitlist_offer_until({ until: moment('expires_at') })
			)
		})
	},
	waitlist_offer_lapsed: {
		name: m.waitlist_news_kind_waitlist_offer_lapsed,
		say: ({ doctor, when }) => ({
			title: m.waitlist_news_waitlist_offer_lapsed(),
			text: joined(when, doctor, m.waitlist_news_waitlist_offer_lapsed_text())
		})
	},
	waitlist_offer_withdrawn: {
		name: m.waitlist_news_kind_waitlist_offer_withdrawn,
		say: ({ doctor, when }) => ({
			title: m.waitlist_news_waitlist_offer_withdrawn(),
			text: joined(when, doctor, m.waitlist_news_waitlist_offer_lapsed_text())
		})
	}
};
