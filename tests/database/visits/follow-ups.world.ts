import type { WorldPart } from '../../support/world.ts';

export const part: WorldPart = {
	after: ['visits/scheduling'],
	async half({ db, id }, { patient, doctor, visitTypeId, appointmentId }) {
		const followUpId = await id(
			`insert into public.follow_ups (patient_id, doctor_id, visit_type_id, due_from, due_until)
			 values ($1, $2, $3, current_date + 30, current_date + 60)`,
			[patient.patientId, doctor.doctorId, visitTypeId]
		);
		const seriesId = await id(
			`insert into public.appointment_series (patient_id, doctor_id, visit_type_id, every, visits)
			 values ($1, $2, $3, '7 days', 2)`,
			[patient.patientId, doctor.doctorId, visitTypeId]
		);
		await db.rows('update public.appointments set series_id = $1 where id = $2', [
			seriesId,
			appointmentId
		]);
		return { keys: { follow_ups: { id: followUpId }, appointment_series: { id: seriesId } } };
	}
};
