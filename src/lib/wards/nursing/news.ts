import type { NewsKind } from '$lib/access/session/telling';
import { m } from '$lib/paraglide/messages.js';

export const kinds: Record<string, NewsKind> = {
	early_warning_urgent: {
		name: m.nursing_news_kind_early_warning_urgent,
		say: ({ patient, text, moment }) => ({
			title: m.nursing_news_early_warning_urgent({ patient, score: text('score') }),
			text: moment('raised_at')
		})
	},
	early_warning_emergency: {
		name: m.nursing_news_kind_early_warning_emergency,
		say: ({ patient, text, moment }) => ({
			title: m.nursing_news_early_warning_emergency({ patient, score: text('score') }),
			text: moment('raised_at')
		})
	}
};
