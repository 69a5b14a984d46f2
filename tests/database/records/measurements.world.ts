import type { WorldPart } from '../../support/world.ts';

export const part: WorldPart = {
	async half({ db, id }, { patient: { patientId } }) {
		const measurementId = await id(
			`insert into public.measurements (patient_id, kind, value, unit) values ($1, 'weight', 71.5, 'kg')`,
			[patientId]
		);
		await db.rows('insert into public.births (patient_id, gestation_days) values ($1, 245)', [
			patientId
		]);
		return { keys: { measurements: { id: measurementId }, births: { patient_id: patientId } } };
	}
};
