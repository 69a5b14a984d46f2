import type { WorldPart } from '../../support/world.ts';

export const part: WorldPart = {
	after: ['people/directory'],
	async half({ id }, { patient, doctor, visitTypeId }) {
		const entryId = await id(
			`insert into public.waitlist_entries (patient_id, visit_type_id, doctor_id, status) values ($1, $2, $3, 'offered')`,
			[patient.patientId, visitTypeId, doctor.doctorId]
		);
		const offerId = await id(
			`insert into public.waitlist_offers
				(entry_id, patient_id, doctor_id, visit_type_id, starts_at, ends_at, blocked_from, expires_at)
			 values ($1, $2, $3, $4, now() + interval '3 days', now() + interval '3 days 30 minutes',
				now() + interval '3 days', now() + interval '1 hour')`,
			[entryId, patient.patientId, doctor.doctorId, visitTypeId]
		);
		return { keys: { waitlist_entries: { id: entryId }, waitlist_offers: { id: offerId } } };
	}
};
