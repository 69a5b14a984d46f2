import type { WorldPart } from '../../support/world.ts';

export const part: WorldPart = {
	after: ['wards/board'],
	async half({ db, id }, { patient, admissionId }) {
		await db.rows(
			`insert into public.discharge_items (admission_id, patient_id, item, state) values ($1, $2, 'transport', 'done')`,
			[admissionId, patient.patientId]
		);
		const summaryId = await id(
			`insert into public.discharge_summaries (admission_id, patient_id, sections, written_name)
			 values ($1, $2, '{"course": "Improved."}', 'Dr. Person')`,
			[admissionId, patient.patientId]
		);
		const addendumId = await id(
			`insert into public.discharge_addenda (summary_id, patient_id, text, written_name)
			 values ($1, $2, 'The culture grew nothing.', 'Dr. Person')`,
			[summaryId, patient.patientId]
		);
		return {
			keys: {
				discharge_items: { admission_id: admissionId },
				discharge_summaries: { id: summaryId },
				discharge_addenda: { id: addendumId }
			}
		};
	}
};
