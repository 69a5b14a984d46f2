import type { WorldPart } from '../../support/world.ts';

export const part: WorldPart = {
	async half({ db, id }, { patient: { patientId } }) {
		// One record was put into the patient's; another looks like theirs and is somebody else's.
		const merged = await db.createPatient();
		await db.rows(
			`update public.patients set archived_at = now(), archived_reason = 'Merged' where id = $1`,
			[merged]
		);
		const mergeId = await id(
			`insert into public.patient_merges (kept_id, dropped_id, reason, merged_name) values ($1, $2, 'Registered twice', 'Somebody')`,
			[patientId, merged]
		);
		const other = await db.createPatient();
		const [one = '', another = ''] = [patientId, other].sort();
		await db.rows(
			`insert into public.patient_distinctions (one_id, other_id, noted_name) values ($1, $2, 'Somebody')`,
			[one, another]
		);
		return {
			keys: {
				patient_merges: { id: mergeId, dropped_id: merged },
				patient_distinctions: { one_id: one, other_id: another }
			}
		};
	}
};
