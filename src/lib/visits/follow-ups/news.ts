import { joined, type NewsKind } from '$lib/access/session/telling';
import { formatDay } from '$lib/app/time/format';
import { m } from '$lib/paraglide/messages.js';

/** Two days of the calendar as people say them; empty when one is not a day. */
const dueBetween = (from: string, until: string) =>
	[from, until].every((day) => /^\d{4}-\d{2}-\d{2}$/.test(day))
		? m.follow_ups_news_due_between({
				from: formatDay(from, 'UTC'),
				until: formatDay(until, 'UTC')
			})
		: '';

export const kinds: Record<string, NewsKind> = {
	follow_up_ordered: {
		name: m.follow_ups_news_kind_follow_up_ordered,
		say: ({ doctor, text }) => ({
			title: m.follow_ups_news_follow_up_ordered({ doctor }),
			text: dueBetween(text('due_from'), text('due_until'))
		})
	},
	follow_up_due: {
		name: m.follow_ups_news_kind_follow_up_due,
		say: ({ doctor, text }) => ({
			title: m.follow_ups_news_follow_up_due(),
			text: joined(doctor, dueBetween(text('due_from'), text('due_until')))
		})
	}
};
