import type { WorldPart } from '../../support/world.ts';

export const part: WorldPart = {
	async world(db, { people, other }) {
		for (const person of [...Object.values(people), other.patient]) {
			await db.rows(
				`insert into public.notifications (user_id, kind) values ($1, 'appointment_booked')`,
				[person.id]
			);
		}
	}
};
