import type { AuditWords } from '$lib/access/audit/words.server';
import { m } from '$lib/paraglide/messages.js';

export default {
	tables: { documents: m.documents_audit_table },
	fields: {
		dated_on: m.documents_audit_dated_on,
		media_type: m.documents_audit_media_type,
		size_bytes: m.documents_audit_size_bytes,
		scan: m.documents_scan,
		source: m.documents_audit_source,
		filed_by: m.documents_audit_filed_by,
		filed_name: m.documents_audit_filed_name,
		replaces_id: m.documents_audit_replaces_id,
		replaced_at: m.documents_audit_replaced_at,
		released_at: m.documents_audit_released_at,
		seen_at: m.documents_audit_seen,
		seen_name: m.documents_audit_seen,
		voided_name: m.documents_audit_voided_name,
		restricted: m.documents_restricted
	},
	values: {
		lab_report: m.documents_kind_lab_report,
		imaging: m.documents_kind_imaging,
		referral: m.documents_kind_referral,
		letter: m.documents_kind_letter,
		consent: m.documents_kind_consent,
		prescription: m.documents_kind_prescription,
		insurance: m.documents_kind_insurance,
		clean: m.documents_scan_clean,
		not_scanned: m.documents_scan_not_scanned
	}
} satisfies AuditWords;
