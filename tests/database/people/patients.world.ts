import type { WorldPart } from '../../support/world.ts';

export const part: WorldPart = {
	async half({ db, id }, { patient, doctor, code }) {
		// Of no other half, so that whose they are can be told.
		const number = String(parseInt(code, 16) % 10_000_000).padStart(7, '0');
		await db.rows(
			'update public.patients set phone_without_sms = $2, address_line = $3 where id = $1',
			[patient.patientId, `+3491${number}`, `Calle ${code}`]
		);
		const contactId = await id(
			'insert into public.patient_contacts (patient_id, name, phone) values ($1, $2, $3)',
			[patient.patientId, `Kin of ${code}`, `+3460${number}`]
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
