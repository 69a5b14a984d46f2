import type { WorldPart } from '../../support/world.ts';

export const part: WorldPart = {
	after: ['records/prescriptions'],
	async half({ db, id }, { patient: { patientId }, wardId, admissionId }) {
		const homeId = await id(
			`insert into public.home_medicines (patient_id, admission_id, medicine, source) values ($1, $2, 'Ginkgo', 'patient')`,
			[patientId, admissionId]
		);
		const doneId = await id(
			`insert into public.reconciliations (patient_id, admission_id, ward_id, occasion, staff_name) values ($1, $2, $3, 'discharge', 'Dr. Person')`,
			[patientId, admissionId, wardId]
		);
		await db.rows(
			`insert into public.reconciliation_lines (reconciliation_id, place, patient_id, home_medicine_id, decision) values ($1, 1, $2, $3, 'continue')`,
			[doneId, patientId, homeId]
		);
		return {
			keys: {
				home_medicines: { id: homeId },
				reconciliations: { id: doneId },
				reconciliation_lines: { reconciliation_id: doneId, place: 1 }
			}
		};
	}
};
