import type { AuditWords } from '$lib/access/audit/words.server';
import { m } from '$lib/paraglide/messages.js';

export default {
	tables: {
		immunisations: m.immunisations_audit_immunisations,
		immunisation_schedule: m.immunisations_schedule,
		vaccines: m.immunisations_vaccine
	},
	fields: {
		dose: m.immunisations_dose,
		due_months: m.immunisations_due_months,
		given_by: m.immunisations_given_by,
		given_on: m.immunisations_given_on,
		interval_days: m.immunisations_interval_days,
		lot: m.immunisations_lot,
		name_es: m.immunisations_name_es,
		reported: m.immunisations_reported,
		route: m.immunisations_route,
		site: m.immunisations_site,
		until_months: m.immunisations_until_months,
		vaccine_id: m.immunisations_vaccine
	},
	values: {
		intradermal: m.immunisations_route_intradermal,
		intramuscular: m.immunisations_route_intramuscular,
		left_arm: m.immunisations_site_left_arm,
		left_thigh: m.immunisations_site_left_thigh,
		nasal: m.immunisations_route_nasal,
		oral: m.immunisations_route_oral,
		right_arm: m.immunisations_site_right_arm,
		right_thigh: m.immunisations_site_right_thigh,
		subcutaneous: m.immunisations_route_subcutaneous
	}
} satisfies AuditWords;
