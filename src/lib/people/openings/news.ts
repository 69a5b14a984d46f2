import type { NewsKind } from '$lib/access/session/telling';
import { m } from '$lib/paraglide/messages.js';

export const kinds: Record<string, NewsKind> = {
	chart_emergency: {
		name: m.openings_news_kind_emergency,
		say: ({ patient, text }) => ({
			title: m.openings_news_emergency({ name: text('staff_name') }),
			text:
				text('delicate') === ''
					? m.openings_news_emergency_text({ patient })
					: m.openings_news_delicate_text({ patient })
		})
	},
	chart_unjustified: {
		name: m.openings_news_kind_unjustified,
		say: ({ text }) => ({
			title: m.openings_news_unjustified({ name: text('staff_name') }),
			text: m.openings_news_unjustified_text({ reviewer: text('reviewer_name') })
		})
	},
	chart_question: {
		name: m.openings_news_kind_question,
		say: ({ text }) => ({
			title: m.openings_news_question(),
			text: m.openings_news_question_text({ name: text('staff_name') })
		})
	}
};
