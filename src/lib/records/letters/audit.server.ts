import type { AuditWords } from '$lib/access/audit/words.server';
import { m } from '$lib/paraglide/messages.js';

export default {
	tables: {
		letters: m.letters_audit_letters,
		letter_versions: m.letters_audit_versions,
		letter_links: m.letters_audit_links,
		letter_templates: m.letters_audit_templates
	},
	fields: {
		audience: m.letters_field_audience,
		begun_at: m.letters_field_begun_at,
		copy: m.letters_copy,
		facts: m.letters_field_facts,
		language: m.letters_begin_language,
		last_opened_at: m.letters_field_last_opened_at,
		letter_id: m.letters_field_letter_id,
		letterhead: m.letters_letterhead,
		number: m.letters_taking_number,
		opened: m.letters_field_opened,
		recipient_email: m.letters_send_email,
		recipient_name: m.letters_send_name,
		registration: m.letters_registration,
		replaced: m.letters_field_replaced,
		sent_at: m.letters_field_sent_at,
		sent_by: m.letters_field_sent_by,
		sent_name: m.letters_field_sent_by,
		signed_by: m.letters_field_signed_by,
		signed_name: m.letters_field_signed_by,
		template_id: m.letters_begin_template,
		template_version: m.letters_field_template_version,
		valid_from: m.letters_field_valid_from,
		valid_until: m.letters_field_valid_until,
		verification_code: m.letters_field_verification_code,
		withdrawn_name: m.letters_field_withdrawn_name
	},
	values: {
		employer: m.letters_copy_employer,
		fitness: m.letters_kind_fitness,
		free: m.letters_kind_free,
		full: m.letters_copy_full,
		referral: m.letters_kind_referral,
		sick_note: m.letters_kind_sick_note,
		visit_summary: m.letters_kind_visit_summary
	}
} satisfies AuditWords;
