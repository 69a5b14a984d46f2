import type { AuditWords } from '$lib/access/audit/words.server';
import { m } from '$lib/paraglide/messages.js';

export default {
	tables: {
		ward_orders: m.administration_audit_orders,
		medicine_packs: m.administration_packs_title,
		administrations: m.administration_audit_doses,
		missed_doses: m.administration_audit_missed,
		medicine_rounds: m.administration_audit_rounds
	},
	fields: {
		gtin: m.administration_audit_gtin,
		first_day: m.administration_audit_first,
		first_no: m.administration_audit_first,
		anchor: m.administration_audit_first,
		at_once_at: m.administration_here_now,
		dose_day: m.administration_audit_dose,
		dose_no: m.administration_audit_dose,
		dose: m.administration_audit_dose,
		due_at: m.administration_audit_due_at,
		outcome: m.administration_outcome,
		given_at: m.administration_given_at,
		late: m.administration_late_mark,
		site: m.administration_site,
		reason_kind: m.administration_reason,
		patient_scanned: m.administration_wristband_scanned,
		pack_scanned: m.administration_pack_scanned,
		unscanned_reason: m.administration_unscanned,
		lot: m.administration_audit_lot,
		check_id: m.administration_audit_check,
		check_reason: m.administration_check_reason,
		witness_id: m.administration_witness,
		witness_name: m.administration_witness,
		effect: m.administration_effect,
		effect_words: m.administration_effect_words,
		effect_at: m.administration_effect,
		effect_by: m.administration_effect,
		told_at: m.administration_audit_told,
		times: m.administration_rounds_times,
		plan: m.administration_audit_plan,
		late_minutes: m.administration_rounds_late,
		missed_minutes: m.administration_rounds_missed
	},
	values: {
		given: m.administration_outcome_given,
		held: m.administration_outcome_held,
		missed: m.administration_outcome_missed,
		declined: m.administration_reason_declined,
		asleep: m.administration_reason_asleep,
		nausea: m.administration_reason_nausea,
		nil_by_mouth: m.administration_reason_nil_by_mouth,
		absent: m.administration_reason_absent,
		no_access: m.administration_reason_no_access,
		measurements: m.administration_reason_measurements,
		doctor_asked: m.administration_reason_doctor_asked,
		not_available: m.administration_reason_not_available,
		helped: m.administration_effect_helped,
		partly: m.administration_effect_partly,
		worse: m.administration_effect_worse
	}
} satisfies AuditWords;
