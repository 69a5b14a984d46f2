import type { AuditWords } from '$lib/access/audit/words.server';
import { m } from '$lib/paraglide/messages.js';

export default {
	tables: { procedures: m.procedures_procedure },
	fields: {
		performed_by: m.procedures_performed_by,
		performed_on: m.procedures_performed_on,
		performer_id: m.procedures_field_performer
	},
	values: {
		partial: m.procedures_outcome_partial,
		successful: m.procedures_outcome_successful,
		unsuccessful: m.procedures_outcome_unsuccessful
	}
} satisfies AuditWords;
