import type { WorldPart } from '../../support/world.ts';

export const part: WorldPart = {
	async half({ id }, { patient: { patientId } }) {
		const familyId = await id(
			`insert into public.family_history (patient_id, relation, text) values ($1, 'mother', 'Of the matrix')`,
			[patientId]
		);
		const socialId = await id(
			`insert into public.social_history (patient_id, topic, value) values ($1, 'smoking', 'never')`,
			[patientId]
		);
		return { keys: { family_history: { id: familyId }, social_history: { id: socialId } } };
	}
};
