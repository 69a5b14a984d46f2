import type { AuditWords } from '$lib/access/audit/words.server';
import { m } from '$lib/paraglide/messages.js';

export default {
	tables: {
		patient_alerts: m.chart_alerts,
		pregnancies: m.chart_audit_pregnancies,
		resuscitation_decisions: m.chart_resuscitation
	},
	fields: {
		decided_name: m.chart_audit_decided_name,
		decision: m.chart_decision,
		discussed: m.chart_discussed,
		due_on: m.chart_due_on,
		ended_on: m.chart_audit_ended_on,
		review_on: m.chart_review_on,
		treatment: m.chart_treatment
	},
	values: {
		attempt: m.chart_decision_attempt,
		do_not_attempt: m.chart_decision_do_not_attempt,
		falls: m.chart_kind_falls,
		infection: m.chart_kind_infection,
		mistake: m.chart_ended_mistake,
		over: m.chart_ended_over,
		safeguarding: m.chart_kind_safeguarding
	}
} satisfies AuditWords;
