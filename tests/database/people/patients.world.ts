import type { WorldPart } from '../../support/world.ts';

export const part: WorldPart = {
	async half({ id }, { patient, doctor }) {
		const contactId = await id(
			`insert into public.patient_contacts (patient_id, name, phone) values ($1, 'Next of kin', '+34600000000')`,
			[patient.patientId]
		);
		// Asked once, before the allergy was known: it has ended.
		const denialId = await id('insert into public.allergy_denials (patient_id) values ($1)', [
			patient.patientId
		]);
		const allergyId = await id(
			`insert into public.allergies (patient_id, substance, severity) values ($1, 'Penicillin', 'severe')`,
			[patient.patientId]
		);
		const reportId = await id(
			`insert into public.allergy_reports (patient_id, answer, words) values ($1, 'known', 'Nuts')`,
			[patient.patientId]
		);
		const memberId = await id(
			`insert into public.care_team_members (patient_id, staff_id, role) values ($1, $2, 'attending')`,
			[patient.patientId, doctor.staffId]
		);
		return {
			keys: {
				patient_contacts: { id: contactId },
				allergies: { id: allergyId },
				allergy_denials: { id: denialId },
				allergy_reports: { id: reportId },
				care_team_members: { id: memberId }
			}
		};
	}
};
