import type { WorldPart } from '../../support/world.ts';

export const part: WorldPart = {
	after: ['wards/board', 'records/medicines', 'records/prescriptions'],
	async half({ db, id }, { patient: { patientId }, doctor, wardId, admissionId, keys, code }) {
		const prescribed = (asNeeded: boolean) =>
			id(
				`insert into public.prescriptions (
					patient_id, medicine_id, medicine, medicine_es, medicine_unit, route, steps, starts_on, as_needed, staff_id, staff_name, status, signed_at,
					verification_code
				) values (
					$1, $2, 'Ward', 'Planta', 'tablet', 'oral', '[{"dose": 1, "unit": "tablet", "per_period": 1, "period": 1, "period_unit": "d"}]',
					private.hospital_day() - 1, $4, $3, 'Dr. Person', 'active', now(), upper(encode(extensions.gen_random_bytes(10), 'hex'))
				)`,
				[patientId, keys.medicines?.id, doctor.staffId, asNeeded]
			);
		const [regular, needed] = [await prescribed(false), await prescribed(true)];
		for (const prescriptionId of [regular, needed]) {
			await db.rows(
				`insert into public.ward_orders (prescription_id, patient_id, admission_id, first_day, first_no, anchor)
				 values ($1, $2, $3, private.hospital_day() - 1, 1, now())`,
				[prescriptionId, patientId, admissionId]
			);
		}
		const doneId = await id(
			`insert into public.administrations (
				prescription_id, patient_id, admission_id, ward_id, outcome, given_at, dose, unit, unscanned_reason, staff_name
			) values ($1, $2, $3, $4, 'given', now() - interval '2 days', 1, 'tablet', 'No scanner', 'Nurse')`,
			[needed, patientId, admissionId, wardId]
		);
		await db.rows(
			`insert into public.missed_doses (prescription_id, dose_day, dose_no, patient_id, admission_id, ward_id, due_at)
			 values ($1, private.hospital_day() - 1, 1, $2, $3, $4, now() - interval '1 day')`,
			[regular, patientId, admissionId, wardId]
		);
		// A GTIN of the half's own: its code in digits.
		const gtin = [...code]
			.map((letter) => String(letter.charCodeAt(0) % 10))
			.join('')
			.padEnd(14, '0')
			.slice(0, 14);
		await db.rows(
			'insert into public.medicine_packs (gtin, medicine_id) values ($1, $2) on conflict do nothing',
			[gtin, keys.medicines?.id]
		);
		return {
			keys: {
				ward_orders: { prescription_id: regular },
				needed: { id: needed },
				administrations: { id: doneId },
				missed_doses: { prescription_id: regular },
				medicine_packs: { gtin },
				medicine_rounds: { ward_id: wardId }
			}
		};
	}
};
