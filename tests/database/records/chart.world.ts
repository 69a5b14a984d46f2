import type { WorldPart } from '../../support/world.ts';

export const part: WorldPart = {
	async half({ id }, { patient, doctor, code }) {
		const alertId = await id(
			`insert into public.patient_alerts (patient_id, kind, words, recorded_by) values ($1, 'falls', $2, $3)`,
			[patient.patientId, `Walks with a frame, ${code}`, doctor.staffId]
		);
		const decisionId = await id(
			`insert into public.resuscitation_decisions (patient_id, decision, reason, discussed, decided_by, decided_name)
			 values ($1, 'do_not_attempt', $2, 'patient', $3, $4)`,
			[patient.patientId, `Wish of ${code}`, doctor.staffId, `Doctor of ${code}`]
		);
		const pregnancyId = await id(
			'insert into public.pregnancies (patient_id, due_on) values ($1, current_date + 100)',
			[patient.patientId]
		);
		return {
			keys: {
				patient_alerts: { id: alertId },
				resuscitation_decisions: { id: decisionId },
				pregnancies: { id: pregnancyId }
			}
		};
	}
};
