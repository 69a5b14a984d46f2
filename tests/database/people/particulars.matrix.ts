import { randomUUID } from 'node:crypto';
import {
	both,
	carers,
	carersAndPatient,
	readers,
	registrars,
	signedIn,
	type BucketAccess,
	type CommandAccess,
	type TableAccess
} from '../../support/matrix.ts';
import type { Role } from '../../support/world.ts';

/** Those who hold `insurance.manage`. */
const insurers: readonly Role[] = [...registrars, 'cashier'];

/** The desk records what anybody agrees to, those who look after patients what theirs do. */
const consented = {
	own: { rows: [...registrars, ...carers] },
	other: { rows: registrars, PT404: carers }
} satisfies Pick<CommandAccess, 'own' | 'other'>;

export const buckets: Record<string, BucketAccess> = {
	'patient-photos': {
		file: ({ patient }) => ({
			name: `select name from public.patient_photos where patient_id = '${patient.patientId}'`
		}),
		may: { select: { own: [...readers, 'patient'], other: readers }, insert: both(registrars) }
	},
	'patient-photos, of nobody any more': {
		file: ({ patient }) => ({ name: `'${patient.patientId}/${randomUUID()}.jpg'` }),
		may: { select: both(registrars), insert: both(registrars), delete: both(registrars) }
	}
};

export const tables: Record<string, TableAccess> = {
	patient_photos: {
		may: { select: { own: [...readers, 'patient'], other: readers } },
		change: 'name'
	},
	communication_needs: {
		may: { select: { own: [...readers, 'patient'], other: readers } },
		change: 'note'
	},
	patient_identifiers: {
		may: { select: { own: [...registrars, 'patient'], other: registrars } },
		change: 'kind'
	},
	insurance_policies: {
		may: { select: { own: [...insurers, 'patient'], other: insurers } },
		change: 'plan'
	},
	consent_kinds: {
		may: { select: { own: signedIn } },
		change: 'place',
		key: () => ({ kind: 'treatment' }),
		hasOther: false
	},
	patient_consents: {
		may: { select: { own: [...registrars, ...carersAndPatient], other: registrars } },
		change: 'note'
	}
};

export const commands: Record<string, CommandAccess> = {
	call_contact_first: {
		call: ({ keys }) =>
			`select from public.call_contact_first('${String(keys.patient_contacts?.id)}')`,
		...both({ rows: registrars })
	},
	set_patient_photo: {
		call: ({ patient }) => `select from public.set_patient_photo('${patient.patientId}')`,
		...both({ rows: registrars })
	},
	add_patient_identifier: {
		call: ({ patient }) =>
			`select from public.add_patient_identifier('${patient.patientId}', 'passport', 'Spain', 'PA 1')`,
		...both({ rows: registrars })
	},
	end_patient_identifier: {
		call: ({ keys }) =>
			`select from public.end_patient_identifier('${String(keys.patient_identifiers?.id)}')`,
		...both({ rows: registrars })
	},
	patient_identities: {
		call: ({ patient }) => `select from public.patient_identities('${patient.patientId}')`,
		own: { rows: [...registrars, 'patient'] },
		other: { rows: registrars }
	},
	add_insurance_policy: {
		call: ({ patient }) =>
			`select from public.add_insurance_policy('${patient.patientId}', 'Payer', 'N 1', 2)`,
		...both({ rows: insurers })
	},
	end_insurance_policy: {
		call: ({ keys }) =>
			`select from public.end_insurance_policy('${String(keys.insurance_policies?.id)}', '2026-06-30')`,
		...both({ rows: insurers })
	},
	patient_policies: {
		call: ({ patient }) => `select from public.patient_policies('${patient.patientId}')`,
		own: { rows: [...insurers, 'patient'] },
		other: { rows: insurers }
	},
	record_consent: {
		call: ({ patient }) =>
			`select from public.record_consent('${patient.patientId}', 'research', 'given')`,
		...consented
	},
	void_consent: {
		call: ({ keys }) => `select from public.void_consent('${String(keys.patient_consents?.id)}')`,
		...consented
	},
	set_communication_needs: {
		call: ({ patient }) =>
			`select from public.set_communication_needs('${patient.patientId}', p_hearing => 'deaf', p_expected_updated_at =>
				(select updated_at from public.communication_needs where patient_id = '${patient.patientId}'))`,
		own: { rows: [...registrars, ...carers] },
		other: { rows: registrars }
	},
	record_at_registration: {
		call: ({ patient }) =>
			`select from public.record_at_registration('${patient.patientId}', '{}', '{}', '{"research": "given"}')`,
		...both({ rows: registrars })
	}
};
