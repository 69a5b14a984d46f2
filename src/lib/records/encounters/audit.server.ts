import type { AuditWords } from '$lib/access/audit/words.server';
import { m } from '$lib/paraglide/messages.js';

export default {
	tables: { encounters: m.encounters_audit_table },
	values: {
		signed: m.encounters_value_signed,
		stay: m.encounters_value_stay,
		visit: m.encounters_value_visit
	}
} satisfies AuditWords;
