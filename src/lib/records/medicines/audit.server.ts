import type { AuditWords } from '$lib/access/audit/words.server';
import { m } from '$lib/paraglide/messages.js';

export default {
	tables: {
		substance_groups: m.medicines_audit_group,
		substances: m.medicines_audit_substance,
		substance_group_members: m.medicines_audit_member,
		medicines: m.medicines_audit_medicine,
		medicine_ingredients: m.medicines_audit_ingredient,
		medicine_rules: m.medicines_audit_rule,
		dose_ranges: m.medicines_audit_range,
		rule_imports: m.medicines_audit_import
	},
	fields: {
		age_from_months: m.medicines_audit_age_from,
		age_until_months: m.medicines_audit_age_until,
		below_egfr: m.medicines_audit_below_egfr,
		changed_by: m.medicines_audit_changed_by,
		ended_here: m.medicines_audit_ended_here,
		form: m.medicines_audit_form,
		group_a: m.medicines_audit_a,
		group_b: m.medicines_audit_b,
		group_id: m.medicines_audit_group,
		hospital: m.medicines_audit_hospital,
		import_id: m.medicines_audit_import,
		kept: m.medicines_audit_kept,
		mapped: m.medicines_audit_mapped,
		max_daily: m.medicines_audit_max_daily,
		max_dose: m.medicines_audit_max_dose,
		min_dose: m.medicines_audit_min_dose,
		min_interval_days: m.medicines_audit_interval,
		name_key: m.medicines_audit_name_key,
		pair: m.medicines_audit_pair,
		per_kg: m.medicines_audit_per_kg,
		place: m.medicines_audit_place,
		routes: m.medicines_audit_routes,
		rule_id: m.medicines_audit_rule,
		source: m.medicines_audit_source,
		source_version: m.medicines_audit_source_version,
		strength: m.medicines_audit_strength,
		text_es: m.audit_field_text,
		strength_unit: m.medicines_audit_strength_unit,
		substance_a: m.medicines_audit_a,
		substance_b: m.medicines_audit_b,
		substance_id: m.medicines_audit_substance,
		synonyms: m.medicines_audit_synonyms,
		two_people: m.medicines_audit_two_people,
		weight_from_kg: m.medicines_audit_weight_from,
		weight_until_kg: m.medicines_audit_weight_until
	},
	values: {
		duplicate: m.medicines_audit_kind_duplicate,
		interaction: m.medicines_audit_kind_interaction,
		lactation: m.medicines_audit_kind_lactation,
		renal: m.medicines_audit_kind_renal
	}
} satisfies AuditWords;
