import type { AuditWords } from '$lib/access/audit/words.server';
import { m } from '$lib/paraglide/messages.js';

export default {
	tables: {
		patient_merges: m.merges_audit_merges,
		patient_distinctions: m.merges_audit_distinctions
	},
	fields: {
		kept_id: m.merges_audit_kept_id,
		dropped_id: m.merges_audit_dropped_id,
		moved: m.merges_audit_moved,
		merged_by: m.merges_audit_merged_by,
		merged_name: m.merges_audit_merged_name,
		merged_at: m.merges_audit_merged_at,
		undone_by: m.merges_audit_undone_by,
		undone_name: m.merges_audit_undone_name,
		undone_at: m.merges_audit_undone_at,
		undo_reason: m.merges_audit_undo_reason,
		one_id: m.merges_audit_one_id,
		other_id: m.merges_audit_other_id,
		noted_by: m.merges_audit_noted_by,
		noted_name: m.merges_audit_noted_name,
		noted_at: m.merges_audit_noted_at
	}
} satisfies AuditWords;
