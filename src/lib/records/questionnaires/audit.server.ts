import type { AuditWords } from '$lib/access/audit/words.server';
import { m } from '$lib/paraglide/messages.js';

export default {
	tables: {
		question_sets: m.questionnaires_audit_sets,
		questionnaires: m.questionnaires_title
	},
	fields: {
		answers: m.questionnaires_answers,
		begun_at: m.questionnaires_field_begun,
		name_es: m.questionnaires_name_es,
		questions: m.questionnaires_questions,
		sent_as: m.questionnaires_field_sent_as,
		sent_at: m.questionnaires_field_sent,
		sent_name: m.questionnaires_field_sent_name,
		set_id: m.questionnaires_audit_sets,
		set_version: m.questionnaires_field_version
	}
} satisfies AuditWords;
