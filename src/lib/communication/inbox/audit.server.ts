import type { AuditWords } from '$lib/access/audit/words.server';
import { m } from '$lib/paraglide/messages.js';

export default {
	tables: { stand_ins: m.inbox_audit_table },
	fields: { delegate_id: m.inbox_audit_delegate, named_by: m.inbox_audit_named_by }
} satisfies AuditWords;
