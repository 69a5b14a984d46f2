import type { WorldPart } from '../../support/world.ts';

export const part: WorldPart = {
	after: ['records/prescriptions'],
	async half({ db, id }, { doctor }) {
		const delegate = await db.createStaff('nurse');
		const standInId = await id(
			`insert into public.stand_ins (staff_id, delegate_id, since, until) values ($1, $2, now() + interval '1 day', now() + interval '2 days')`,
			[doctor.staffId, delegate.staffId]
		);
		return { keys: { stand_ins: { id: standInId }, delegates: { id: delegate.staffId } } };
	}
};
