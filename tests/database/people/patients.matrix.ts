import {
	both,
	admin,
	readers,
	registrars,
	carers,
	carersAndPatient,
	type TableAccess,
	type ChannelAccess,
	type CommandAccess
} from '../../support/matrix.ts';
import type { Half } from '../../support/world.ts';

/** Administrators hold the permission, and have nobody in their care. */
const allergiesManaged = {
	own: { rows: carers, PT404: admin },
	other: { PT404: [...carers, ...admin] }
} satisfies Pick<CommandAccess, 'own' | 'other'>;

/** Who may change the team of a patient in their care; administrators hold the permission, and have nobody. */
const teamLed = {
	own: { rows: ['doctor', 'ward_manager'], PT404: admin },
	other: { PT404: ['doctor', 'ward_manager', ...admin] }
} satisfies Pick<CommandAccess, 'own' | 'other'>;

/** Nobody waits for them, and they wait for nothing: no visit, stay, wish, token or bed. */
const withoutWork = ({ patient: { patientId } }: Half) =>
	`update public.appointments set status = 'cancelled' where patient_id = '${patientId}';
	update public.bed_stays set period = tstzrange(lower(period), now() + interval '1 second')
	where patient_id = '${patientId}';
	update public.admissions set discharged_at = now() + interval '1 second', disposition = 'home'
	where patient_id = '${patientId}';
	update public.waitlist_offers set status = 'withdrawn' where patient_id = '${patientId}' and status = 'open';
	update public.waitlist_entries set status = 'withdrawn' where patient_id = '${patientId}';
	update public.queue_tokens set status = 'left' where patient_id = '${patientId}';
	select private.end_bed_wishes('${patientId}')`;

const withoutAllergies = ({ patient: { patientId } }: Half) =>
	`update public.allergies set status = 'resolved', resolved_at = now()
	where patient_id = '${patientId}' and status = 'active'`;

export const tables: Record<string, TableAccess> = {
	patients: {
		may: {
			select: { own: [...readers, 'patient'], other: readers },
			insert: both(registrars),
			update: both(registrars)
		},
		change: 'city',
		insert: () => ({ given_name: 'New', family_name: 'Patient', birth_date: '2001-02-03' })
	},
	patient_contacts: {
		may: {
			select: { own: [...registrars, ...carersAndPatient], other: registrars },
			insert: both(registrars),
			update: both(registrars),
			delete: both(registrars)
		},
		change: 'name',
		insert: ({ patient }) => ({ patient_id: patient.patientId, name: 'Kin', phone: '+34600111222' })
	},
	allergy_reports: { may: { select: { own: carersAndPatient } }, change: 'words' },
	allergies: {
		may: {
			select: { own: carersAndPatient },
			insert: { own: carers },
			update: { own: carers }
		},
		change: 'status',
		insert: ({ patient }) => ({
			patient_id: patient.patientId,
			substance: 'Latex',
			severity: 'mild'
		})
	},
	allergy_denials: { may: { select: { own: carersAndPatient } }, change: 'ended_at' },
	care_team_members: { may: { select: { own: carersAndPatient } }, change: 'role' }
};

export const channels: Record<string, ChannelAccess> = {
	'patient:<id>': {
		topic: (side, _role, world) => `patient:${world[side].patient.patientId}`,
		join: { own: carersAndPatient },
		presence: { own: carers }
	},
	'record:<id>': {
		topic: (side, _role, world) => `record:${world[side].patient.patientId}`,
		join: { own: [...readers, 'patient'], other: readers }
	}
};

export const commands: Record<string, CommandAccess> = {
	search_patients: {
		call: ({ patient }) =>
			`select from public.search_patients('Test Patient', 50) where id = '${patient.patientId}'`,
		...both({ rows: readers })
	},
	likely_patients: {
		call: ({ patient }) =>
			`select from public.likely_patients('Test', 'Patient',
				(select birth_date from public.patients where id = '${patient.patientId}')) limit 1`,
		...both({ rows: registrars })
	},
	register_patient: {
		call: () =>
			`select from public.register_patient('{"given_name": "New", "family_name": "Patient", "birth_date": "2001-02-03"}')`,
		own: { rows: registrars }
	},
	update_patient: {
		call: ({ patient }) =>
			`select from public.update_patient('${patient.patientId}', '{"city": "Other"}',
				(select updated_at from public.patients where id = '${patient.patientId}'))`,
		...both({ rows: registrars })
	},
	patient_national_id: {
		call: ({ patient }) => `select from public.patient_national_id('${patient.patientId}')`,
		own: { rows: [...registrars, 'patient'] },
		other: { rows: registrars }
	},
	update_own_particulars: {
		call: ({ patient }) =>
			`select from public.update_own_particulars('${patient.patientId}', '{"city": "Other"}',
				(select updated_at from public.patients where id = '${patient.patientId}'))`,
		own: { rows: ['patient'] },
		other: {},
		otherwise: 'PT404'
	},
	archive_patient: {
		call: ({ patient }) =>
			`select from public.archive_patient('${patient.patientId}', 'Moved abroad',
				(select updated_at from public.patients where id = '${patient.patientId}'))`,
		given: withoutWork,
		...both({ rows: registrars })
	},
	restore_patient: {
		call: ({ patient }) =>
			`select from public.restore_patient('${patient.patientId}',
				(select updated_at from public.patients where id = '${patient.patientId}'))`,
		...both({ rows: registrars })
	},
	record_death: {
		call: ({ patient }) =>
			`select from public.record_death('${patient.patientId}', now() - interval '1 hour',
				(select updated_at from public.patients where id = '${patient.patientId}'))`,
		given: withoutWork,
		own: { rows: [...registrars, 'doctor'] },
		other: { rows: registrars }
	},
	withdraw_death: {
		call: ({ patient }) =>
			`select from public.withdraw_death('${patient.patientId}',
				(select updated_at from public.patients where id = '${patient.patientId}'))`,
		own: { rows: [...registrars, 'doctor'] },
		other: { rows: registrars }
	},
	add_allergy: {
		call: ({ patient }) =>
			`select from public.add_allergy('${patient.patientId}', 'Latex', null, 'mild')`,
		...allergiesManaged
	},
	resolve_allergy: {
		call: ({ keys }) => `select from public.resolve_allergy('${String(keys.allergies?.id)}')`,
		...allergiesManaged
	},
	record_no_allergies: {
		call: ({ patient }) => `select from public.record_no_allergies('${patient.patientId}')`,
		given: withoutAllergies,
		...allergiesManaged
	},
	withdraw_no_allergies: {
		call: ({ patient }) => `select from public.withdraw_no_allergies('${patient.patientId}')`,
		...allergiesManaged
	},
	report_allergies: {
		call: ({ patient }) =>
			`select from public.report_allergies('${patient.patientId}', 'known', 'Nuts')`,
		...both({ rows: registrars })
	},
	check_allergy_report: {
		call: ({ keys }) =>
			`select from public.check_allergy_report('${String(keys.allergy_reports?.id)}')`,
		...allergiesManaged
	},
	patient_allergies: {
		call: ({ patient }) =>
			`select from public.patient_allergies('${patient.patientId}') as told where told is not null`,
		own: { rows: carers },
		other: {},
		otherwise: 'none'
	},
	assign_to_care_team: {
		call: ({ patient }, { other }) =>
			`select from public.assign_to_care_team('${patient.patientId}', '${other.doctor.staffId}', 'other')`,
		...teamLed
	},
	end_care_membership: {
		call: ({ keys }) =>
			`select from public.end_care_membership('${String(keys.care_team_members?.id)}')`,
		...teamLed
	}
};
