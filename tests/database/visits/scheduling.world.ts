import type { WorldPart } from '../../support/world.ts';

declare module '../../support/world.ts' {
	interface Half {
		appointmentId: string;
	}
}

export const part: WorldPart = {
	after: ['people/directory'],
	async half({ db, id }, { patient, doctor, visitTypeId }) {
		const appointmentId = await id(
			`insert into public.appointments (patient_id, doctor_id, visit_type_id, starts_at, ends_at)
			 values ($1, $2, $3, now() + interval '2 days', now() + interval '2 days 30 minutes')`,
			[patient.patientId, doctor.doctorId, visitTypeId]
		);
		const eventId = await db.value<string>(
			'select id from public.appointment_events where appointment_id = $1 limit 1',
			[appointmentId]
		);
		return {
			appointmentId,
			keys: { appointments: { id: appointmentId }, appointment_events: { id: eventId } }
		};
	}
};
