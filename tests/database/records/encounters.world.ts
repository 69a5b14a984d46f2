import type { WorldPart } from '../../support/world.ts';

export const part: WorldPart = {
	after: ['wards/board'],
	async half({ id }, { patient, doctor, admissionId }) {
		const encounterId = await id(
			`insert into public.encounters (patient_id, admission_id, staff_id, staff_name) values ($1, $2, $3, 'Dr. Person')`,
			[patient.patientId, admissionId, doctor.staffId]
		);
		return { keys: { encounters: { id: encounterId } } };
	}
};
