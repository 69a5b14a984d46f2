import type { WorldPart } from '../../support/world.ts';

export const part: WorldPart = {
	async half({ db, id }) {
		// A record nobody needs any longer; somebody has asked that it be erased.
		const patientId = await db.createPatient();
		await db.rows(
			`update public.patients set archived_at = now(), archived_reason = 'Moved away', created_at = now() - interval '40 years',
				birth_date = '1900-05-01' where id = $1`,
			[patientId]
		);
		const requestId = await id(
			`insert into public.erasure_requests (patient_id, basis, reason, asked_name)
			values ($1, 'no_longer_needed', 'Asked for by letter', 'Somebody')`,
			[patientId]
		);
		return { keys: { erasure_requests: { id: requestId, patient_id: patientId } } };
	}
};
