import type { AuditWords } from '$lib/access/audit/words.server';
import { m } from '$lib/paraglide/messages.js';

export default {
	tables: {
		home_medicines: m.reconciliation_audit_home,
		reconciliations: m.reconciliation_audit_done,
		reconciliation_lines: m.reconciliation_audit_line
	},
	fields: {
		taking: m.reconciliation_taking,
		occasion: m.reconciliation_occasion,
		done_at: m.reconciliation_audit_done_at,
		reconciliation_id: m.reconciliation_audit_done,
		home_medicine_id: m.reconciliation_audit_home,
		decision: m.reconciliation_decision,
		becomes_id: m.reconciliation_audit_becomes
	},
	values: {
		continue: m.reconciliation_continue,
		hold: m.reconciliation_hold,
		letter: m.reconciliation_source_letter,
		relative: m.reconciliation_source_relative
	}
} satisfies AuditWords;
