import type { WorldPart } from '../../support/world.ts';

export const part: WorldPart = {
	async half({ db, id }, { patient: { patientId }, code }) {
		await db.rows(
			`insert into public.patient_photos (patient_id, name) values ($1::uuid, $1::text || '/' || gen_random_uuid() || '.jpg')`,
			[patientId]
		);
		await db.rows(
			`insert into public.communication_needs (patient_id, interpreter, note) values ($1, 'fr', $2)`,
			[patientId, `Needs of ${code}`]
		);
		const identifierId = await id(
			`insert into public.patient_identifiers (patient_id, kind, issuer) values ($1, 'passport', $2)`,
			[patientId, `Issuer ${code}`]
		);
		const policyId = await id(
			`insert into public.insurance_policies (patient_id, payer_name, rank, valid_from) values ($1, $2, 1, '2026-01-01')`,
			[patientId, `Payer ${code}`]
		);
		const consentId = await id(
			`insert into public.patient_consents (patient_id, kind, decision, stated_by, decided_on, recorded_name)
			values ($1, 'treatment', 'given', 'patient', '2026-01-01', 'Desk')`,
			[patientId]
		);
		return {
			keys: {
				patient_photos: { patient_id: patientId },
				communication_needs: { patient_id: patientId },
				patient_identifiers: { id: identifierId },
				insurance_policies: { id: policyId },
				patient_consents: { id: consentId }
			}
		};
	}
};
