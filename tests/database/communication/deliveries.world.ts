import type { WorldPart } from '../../support/world.ts';

export const part: WorldPart = {
	after: ['visits/scheduling'],
	async half({ db }, { patient, appointmentId }) {
		// The visit's own message: the account has an address.
		const deliveryId = await db.value<string>(
			`select id from public.deliveries
			 where appointment_id = $1 and kind = 'visit_booked' and channel = 'email'`,
			[appointmentId]
		);
		await db.rows('insert into public.notification_preferences (patient_id) values ($1)', [
			patient.patientId
		]);
		return {
			keys: {
				deliveries: { id: deliveryId },
				notification_preferences: { patient_id: patient.patientId }
			}
		};
	}
};
