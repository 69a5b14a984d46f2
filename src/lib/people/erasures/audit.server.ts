import type { AuditWords } from '$lib/access/audit/words.server';
import { m } from '$lib/paraglide/messages.js';

export default {
	tables: { erasure_requests: m.erasures_audit_requests },
	fields: {
		decided_name: m.erasures_audit_decided_name,
		decided_at: m.erasures_audit_decided_at,
		decided_because: m.erasures_audit_decided_because,
		erased: m.erasures_audit_erased,
		erased_at: m.erasures_audit_erased_at,
		asked_name: m.erasures_audit_asked_name,
		record_years: m.erasures_record_years
	}
} satisfies AuditWords;
