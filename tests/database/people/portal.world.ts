import type { WorldPart } from '../../support/world.ts';

export const part: WorldPart = {
	async half({ db, id }, { patient }) {
		const linkCodeId = await id(
			`insert into public.link_codes (patient_id, relationship, expires_at)
			 values ($1, 'carer', now() + interval '1 day')`,
			[patient.patientId]
		);
		const linkRequestId = await id(
			`insert into public.link_requests (user_id, registered_patient_id, existing_patient_id)
			 values ($1, $2, $3)`,
			[patient.id, patient.patientId, await db.createPatient()]
		);
		return {
			keys: {
				portal_links: { user_id: patient.id, patient_id: patient.patientId },
				link_codes: { id: linkCodeId },
				link_requests: { id: linkRequestId }
			}
		};
	}
};
