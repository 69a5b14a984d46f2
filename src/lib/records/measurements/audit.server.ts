import type { AuditWords } from '$lib/access/audit/words.server';
import { m } from '$lib/paraglide/messages.js';

export default {
	tables: { measurements: m.measurements_audit_measurements, births: m.measurements_gestation },
	fields: {
		gestation_days: m.measurements_gestation_days,
		measured_at: m.measurements_measured_at,
		second_value: m.measurements_diastolic,
		unit: m.measurements_unit
	},
	values: {
		blood_pressure: m.measurements_blood_pressure,
		glucose: m.measurements_glucose,
		head_circumference: m.measurements_head_circumference,
		height: m.measurements_height,
		pulse: m.measurements_pulse,
		respiratory_rate: m.measurements_respiratory_rate,
		spo2: m.measurements_spo2,
		temperature: m.measurements_temperature,
		weight: m.measurements_weight
	}
} satisfies AuditWords;
