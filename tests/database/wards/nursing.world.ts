import type { WorldPart } from '../../support/world.ts';

export const part: WorldPart = {
	after: ['wards/board'],
	async half({ db, id }, { patient, doctor, wardId, admissionId }) {
		await db.rows(
			'insert into public.nursing_settings (admission_id, patient_id) values ($1, $2)',
			[admissionId, patient.patientId]
		);
		const observationId = await id(
			`insert into public.observations (admission_id, patient_id, ward_id, observed_at, spo2_scale, pulse)
			 values ($1, $2, $3, now(), 1, 72)`,
			[admissionId, patient.patientId, wardId]
		);
		const alertId = await id(
			`insert into public.news2_alerts (admission_id, patient_id, ward_id, observation_id, level, score)
			 values ($1, $2, $3, $4, 'urgent', 5)`,
			[admissionId, patient.patientId, wardId, observationId]
		);
		const noticeId = await id(
			`insert into public.news2_alert_notices (alert_id, patient_id, staff_id, circle) values ($1, $2, $3, 1)`,
			[alertId, patient.patientId, doctor.staffId]
		);
		return {
			keys: {
				nursing_settings: { admission_id: admissionId },
				observations: { id: observationId },
				news2_alerts: { id: alertId },
				news2_alert_notices: { id: noticeId }
			}
		};
	}
};
