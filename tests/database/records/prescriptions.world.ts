import type { WorldPart } from '../../support/world.ts';

export const part: WorldPart = {
	after: ['wards/board', 'records/medicines'],
	async half({ id }, { patient: { patientId }, doctor, keys }) {
		const signed = `insert into public.prescriptions (
				patient_id, medicine_id, medicine, medicine_es, medicine_unit, route, steps, starts_on, staff_id, staff_name, status, signed_at, verification_code
			) values (
				$1, $2, 'Matrix', 'Matriz', 'tablet', 'oral', '[{"dose": 1, "unit": "tablet", "per_period": 1, "period": 1, "period_unit": "d"}]',
				private.hospital_day(), $3, 'Dr. Person', $4, case when $4 = 'active' then now() end,
				case when $4 = 'active' then upper(encode(extensions.gen_random_bytes(10), 'hex')) end
			)`;
		const of = [patientId, keys.medicines?.id, doctor.staffId];
		const prescriptionId = await id(signed, [...of, 'active']);
		const draftId = await id(signed, [...of, 'draft']);
		const checkId = await id(
			`insert into public.prescription_checks (prescription_id, patient_id, occasion, result, findings, inputs)
			 values ($1, $2, 'sign', 'warn', '[{"kind": "dose"}]', '{}')`,
			[prescriptionId, patientId]
		);
		const requestId = await id(
			'insert into public.repeat_requests (prescription_id, patient_id) values ($1, $2)',
			[prescriptionId, patientId]
		);
		const setId = await id(
			`insert into public.order_sets (name, staff_id, items) values ('Matrix', $1, $2)`,
			[
				doctor.staffId,
				JSON.stringify([
					{
						medicine_id: keys.medicines?.id,
						route: 'oral',
						steps: [{ dose: 1, unit: 'tablet', per_period: 1, period: 1, period_unit: 'd' }]
					}
				])
			]
		);
		const renalId = await id(
			'insert into public.renal_values (patient_id, egfr, measured_on) values ($1, 60, private.hospital_day())',
			[patientId]
		);
		return {
			keys: {
				prescriptions: { id: prescriptionId },
				drafts: { id: draftId },
				prescription_checks: { id: checkId },
				repeat_requests: { id: requestId },
				order_sets: { id: setId },
				renal_values: { id: renalId }
			}
		};
	}
};
