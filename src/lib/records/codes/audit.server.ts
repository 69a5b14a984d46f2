import type { AuditWords } from '$lib/access/audit/words.server';
import { m } from '$lib/paraglide/messages.js';

export default {
	tables: { code_systems: m.codes_audit_systems, code_imports: m.codes_audit_imports },
	fields: {
		added: m.codes_added,
		changed: m.codes_changed,
		demonstration: m.codes_demonstration,
		ended: m.codes_ended,
		file_name: m.codes_file,
		imported_at: m.codes_imported,
		notice: m.codes_notice,
		refusals: m.codes_refusals,
		refused: m.codes_refused,
		system_id: m.codes_list,
		unchanged: m.codes_unchanged,
		url: m.codes_url
	},
	values: {
		generic: m.codes_format_generic,
		icd10cm_order: m.codes_format_icd10cm_order,
		icd_tabulation: m.codes_format_icd_tabulation,
		loinc: m.codes_format_loinc
	}
} satisfies AuditWords;
