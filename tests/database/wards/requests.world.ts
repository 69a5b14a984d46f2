import type { WorldPart } from '../../support/world.ts';

export const part: WorldPart = {
	after: ['wards/board'],
	async half({ id }, { patient, wardId, bedId, dirtyBedId, admissionId }) {
		const requestId = await id(
			`insert into public.bed_requests (patient_id, admission_id, ward_id, from_bed_id, status)
			 values ($1, $2, $3, $4, 'reserved')`,
			[patient.patientId, admissionId, wardId, bedId]
		);
		const reservationId = await id(
			`insert into public.bed_reservations (request_id, patient_id, bed_id, ward_id, expires_at)
			 values ($1, $2, $3, $4, now() + interval '2 hours')`,
			[requestId, patient.patientId, dirtyBedId, wardId]
		);
		return { keys: { bed_requests: { id: requestId }, bed_reservations: { id: reservationId } } };
	}
};
