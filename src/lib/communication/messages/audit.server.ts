import type { AuditWords } from '$lib/access/audit/words.server';
import { m } from '$lib/paraglide/messages.js';

export default {
	tables: {
		message_threads: m.messages_audit_threads,
		message_lines: m.messages_audit_lines,
		message_attachments: m.messages_audit_attachments
	},
	fields: {
		subject: m.messages_subject,
		body: m.messages_body,
		side: m.messages_audit_side,
		sent_at: m.messages_taking_sent,
		sent_by: m.messages_taking_from,
		sender_name: m.messages_taking_from,
		to_name: m.messages_audit_to,
		for_name: m.messages_audit_for,
		crossed: m.messages_audit_crossed,
		error_at: m.messages_in_error,
		waiting_since: m.messages_audit_waiting,
		last_at: m.messages_audit_last,
		closed_at: m.messages_closed,
		closed_name: m.messages_audit_closed_by,
		thread_id: m.messages_audit_threads,
		line_id: m.messages_audit_lines,
		emergency_phone: m.directory_emergency_phone,
		messages_per_day: m.directory_messages_per_day,
		messages_answer_days: m.directory_messages_answer_days
	},
	values: { given: m.messages_audit_given, text: m.messages_audit_lines }
} satisfies AuditWords;
