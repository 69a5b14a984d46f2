import type { NewsKind } from './telling';
import { m } from '$lib/paraglide/messages.js';

export const kinds: Record<string, NewsKind> = {
	job_failed: {
		name: m.access_news_kind_job_failed,
		say: ({ text }) => ({
			title: m.access_news_job_failed({ job: text('job') }),
			text: m.access_news_job_failed_text({ code: text('sqlstate') })
		})
	},
	audit_unsealed: {
		name: m.access_news_kind_audit_unsealed,
		say: ({ moment }) => ({
			title: m.access_news_audit_unsealed({ since: moment('since') }),
			text: m.access_news_audit_unsealed_text()
		})
	}
};
