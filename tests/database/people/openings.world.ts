import type { WorldPart } from '../../support/world.ts';

export const part: WorldPart = {
	async half({ db, id }, { patient, doctor }) {
		// Over for two days: what is open is opened by whoever is asked about.
		const openingId = await id(
			`insert into public.chart_openings (patient_id, staff_id, staff_name, staff_position, basis, kind, reason, since, until)
			 values ($1, $2, 'Dr. Person', 'doctor', 'emergency', 'on_call', 'Covering the night shift', now() - interval '2 days',
				now() - interval '47 hours')`,
			[patient.patientId, doctor.staffId]
		);
		await db.rows(
			`insert into public.chart_reviews (opening_id, patient_id, staff_id, opened_at, due_at)
			 values ($1, $2, $3, now() - interval '2 days', now() + interval '5 days')`,
			[openingId, patient.patientId, doctor.staffId]
		);
		const questionId = await id(
			`insert into public.chart_questions (opening_id, patient_id, words) values ($1, $2, 'Why was this?')`,
			[openingId, patient.patientId]
		);
		return {
			keys: {
				chart_openings: { id: openingId },
				chart_reviews: { opening_id: openingId },
				chart_questions: { id: questionId }
			}
		};
	}
};
