import type { WorldPart } from '../../support/world.ts';

export const part: WorldPart = {
	after: ['records/encounters', 'records/codes'],
	async half({ id }, { patient: { patientId }, keys }) {
		const problemId = await id(
			`insert into public.problems (patient_id, text) values ($1, 'Of the matrix')`,
			[patientId]
		);
		const diagnosisId = await id(
			`insert into public.diagnoses (patient_id, encounter_id, text) values ($1, $2, 'Of the matrix')`,
			[patientId, keys.encounters?.id]
		);
		return { keys: { problems: { id: problemId }, diagnoses: { id: diagnosisId } } };
	}
};
