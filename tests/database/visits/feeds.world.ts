import type { WorldPart } from '../../support/world.ts';

export const part: WorldPart = {
	async world(db, { people, own, other }) {
		for (const person of [...Object.values(people), other.patient]) {
			await db.rows(
				`insert into public.calendar_feeds (user_id, scope, patient_id, token_hash)
				 values ($1::uuid, 'patient', $2, private.token_hash($1::uuid::text))`,
				[person.id, own.patient.patientId]
			);
		}
	}
};
