import type { AuditWords } from '$lib/access/audit/words.server';
import { m } from '$lib/paraglide/messages.js';

export default {
	tables: {
		notes: m.notes_audit_notes,
		note_versions: m.notes_audit_versions,
		note_addenda: m.notes_audit_addenda,
		note_templates: m.notes_audit_templates
	},
	fields: {
		addenda: m.notes_field_addenda,
		amended: m.notes_field_amended,
		author_name: m.notes_field_author_name,
		content: m.notes_field_content,
		cosigned_at: m.notes_field_cosigned_at,
		cosigned_name: m.notes_field_cosigned_name,
		cosigner_id: m.notes_field_cosigner_id,
		encounter_id: m.notes_field_encounter_id,
		error_at: m.notes_field_error_at,
		error_name: m.notes_field_error_name,
		error_reason: m.notes_field_error_reason,
		in_training: m.notes_field_in_training,
		notes_released: m.notes_field_notes_released,
		released_at: m.notes_field_released_at,
		sign_step_up: m.notes_field_sign_step_up,
		updated_by: m.notes_field_updated_by,
		withheld_reason: m.notes_field_withheld_reason
	},
	values: {
		admission: m.notes_kind_admission,
		consultation: m.notes_kind_consultation,
		draft: m.notes_state_draft,
		entered_in_error: m.notes_state_error,
		procedure: m.notes_kind_procedure,
		telephone: m.notes_kind_telephone
	}
} satisfies AuditWords;
