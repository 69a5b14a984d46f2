import type { NewsKind } from '$lib/access/session/telling';
import { m } from '$lib/paraglide/messages.js';

export const kinds: Record<string, NewsKind> = {
	backup_missing: {
		name: m.backups_news_kind_missing,
		say: ({ moment }) => ({
			title: m.backups_news_missing({ since: moment('since') }),
			text: m.backups_news_missing_text()
		})
	}
};
