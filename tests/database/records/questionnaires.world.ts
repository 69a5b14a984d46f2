import type { WorldPart } from '../../support/world.ts';

declare module '../../support/world.ts' {
	interface Half {
		/** Asked before the patient's visit; answered, and being answered anew. */
		questionSetId: string;
	}
}

export const part: WorldPart = {
	after: ['visits/scheduling'],
	async half({ db, id }, { patient, visitTypeId, appointmentId, code }) {
		const questionSetId = await id(
			`insert into public.question_sets (name, name_es, visit_type_id, questions)
			 values ($1, $1, $2, '[{"key": "why", "type": "text", "label": "Why?", "label_es": "¿Por qué?"}]')`,
			[`Questions ${code}`, visitTypeId]
		);
		const questionnaireId = await id(
			`insert into public.questionnaires
			 (appointment_id, patient_id, set_id, set_version, name, name_es, questions, answers, sent_at, sent_name, sent_as)
			 select $1, $2, id, version, name, name_es, questions, '{"why": "Cough"}', now(), 'Patient', 'self'
			 from public.question_sets where id = $3`,
			[appointmentId, patient.patientId, questionSetId]
		);
		await db.rows(
			`insert into public.questionnaire_drafts (questionnaire_id, patient_id, answers, updated_name) values ($1, $2, '{"why": "Cough"}', 'Patient')`,
			[questionnaireId, patient.patientId]
		);
		return {
			questionSetId,
			keys: {
				question_sets: { id: questionSetId },
				questionnaires: { id: questionnaireId },
				questionnaire_drafts: { questionnaire_id: questionnaireId }
			}
		};
	}
};
