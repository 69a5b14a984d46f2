import {
	both,
	signedIn,
	registrars,
	type TableAccess,
	type CommandAccess
} from '../../support/matrix.ts';

export const tables: Record<string, TableAccess> = {
	link_requests: {
		may: { select: both(registrars) },
		change: 'status'
	},
	link_codes: {
		may: { select: both(registrars) },
		change: 'withdrawn_at'
	},
	portal_links: {
		may: { select: { own: [...registrars, 'patient'], other: registrars } },
		change: 'relationship'
	}
};

export const commands: Record<string, CommandAccess> = {
	create_own_patient: {
		call: () => `select from public.create_own_patient('New', 'Patient', '2001-02-03')`,
		own: { rows: signedIn.filter((role) => role !== 'patient'), LN011: ['patient'] }
	},
	issue_link_code: {
		call: ({ patient }) => `select from public.issue_link_code('${patient.patientId}', 'carer')`,
		...both({ rows: registrars })
	},
	withdraw_link_code: {
		call: ({ keys }) => `select from public.withdraw_link_code('${String(keys.link_codes?.id)}')`,
		...both({ rows: registrars })
	},
	// Anybody may try; a wrong code is answered.
	redeem_link_code: {
		call: () =>
			`select from public.redeem_link_code('AAAA-AAAA', '2001-02-03') as answer
			 where answer @> '{"linked": false, "error": "LN014"}'`,
		own: { rows: signedIn }
	},
	confirm_link_request: {
		call: ({ keys }) =>
			`select from public.confirm_link_request('${String(keys.link_requests?.id)}', 'Passport')`,
		// What the patient of the world holds is more than a new record may.
		given: ({ patient, keys }) =>
			`insert into auth.users (id, aud, role, email) values
				(gen_random_uuid(), 'authenticated', 'authenticated', 'fresh@lantern.example');
			 insert into public.patients (given_name, family_name, birth_date)
			 values ('Fresh', 'Record', '2001-02-03');
			 insert into public.portal_links (user_id, patient_id, relationship)
			 select users.id, patients.id, 'self' from auth.users, public.patients
			 where users.email = 'fresh@lantern.example' and patients.family_name = 'Record';
			 update public.link_requests set (user_id, registered_patient_id) = (
				select user_id, patient_id from public.portal_links where patient_id =
					(select id from public.patients where family_name = 'Record'))
			 where id = '${String(keys.link_requests?.id)}' and registered_patient_id = '${patient.patientId}'`,
		...both({ rows: registrars })
	},
	decline_link_request: {
		call: ({ keys }) =>
			`select from public.decline_link_request('${String(keys.link_requests?.id)}')`,
		...both({ rows: registrars })
	},
	link_account: {
		call: ({ patient }, { bystander }) =>
			`select from public.link_account('${patient.patientId}', '${bystander.email}', 'carer', 'Passport')`,
		...both({ rows: registrars })
	},
	'remove_portal_link, a carer’s': {
		call: ({ patient }, { bystander }) =>
			`select from public.remove_portal_link('${bystander.id}', '${patient.patientId}')`,
		given: ({ patient }, { bystander }) =>
			`insert into public.portal_links (user_id, patient_id, relationship)
			 values ('${bystander.id}', '${patient.patientId}', 'carer')`,
		own: { rows: [...registrars, 'patient'] },
		other: { rows: registrars },
		otherwise: 'PT404'
	},
	'remove_portal_link, one’s own': {
		call: ({ patient }) =>
			`select from public.remove_portal_link('${patient.id}', '${patient.patientId}')`,
		own: { rows: registrars, '42501': ['patient'] },
		other: { rows: registrars },
		otherwise: 'PT404'
	},
	keep_as_carer: {
		call: ({ patient }, { bystander }) =>
			`select from public.keep_as_carer('${bystander.id}', '${patient.patientId}')`,
		given: ({ patient }, { bystander }) =>
			`insert into public.portal_links (user_id, patient_id, relationship)
			 values ('${bystander.id}', '${patient.patientId}', 'guardian')`,
		...both({ rows: registrars })
	},
	patient_accounts: {
		call: ({ patient }) => `select from public.patient_accounts('${patient.patientId}')`,
		own: { rows: [...registrars, 'patient'] },
		other: { rows: registrars },
		otherwise: 'none'
	},
	links_to_check: {
		call: ({ keys }) =>
			`select from public.links_to_check(100) where request_id = '${String(keys.link_requests?.id)}'`,
		...both({ rows: registrars })
	}
};
