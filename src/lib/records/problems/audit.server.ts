import type { AuditWords } from '$lib/access/audit/words.server';
import { m } from '$lib/paraglide/messages.js';

export default {
	tables: { problems: m.problems_audit_problems, diagnoses: m.problems_audit_diagnoses },
	fields: {
		certainty: m.problems_certainty,
		code_id: m.problems_field_code,
		comment: m.problems_comment,
		diagnosed_at: m.problems_field_diagnosed_at,
		encounter_id: m.problems_field_encounter,
		ended_on: m.problems_ended_on,
		onset: m.problems_onset,
		side: m.problems_side,
		updated_by: m.problems_field_edited_by
	},
	values: {
		both: m.problems_side_both,
		differential: m.problems_certainty_differential,
		inactive: m.problems_status_inactive,
		primary: m.problems_rank_primary,
		provisional: m.problems_certainty_provisional,
		right: m.problems_side_right,
		secondary: m.problems_rank_secondary
	}
} satisfies AuditWords;
