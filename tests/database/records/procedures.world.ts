import type { WorldPart } from '../../support/world.ts';

export const part: WorldPart = {
	async half({ id }, { patient: { patientId } }) {
		const procedureId = await id(
			`insert into public.procedures (patient_id, text, performed_on) values ($1, 'Of the matrix', '2019')`,
			[patientId]
		);
		return { keys: { procedures: { id: procedureId } } };
	}
};
