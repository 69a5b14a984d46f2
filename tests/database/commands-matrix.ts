import { randomUUID } from 'node:crypto';
import { staffRoles } from '../support/database.ts';
import {
	accountOf,
	displayToken,
	wardDisplayToken,
	roles,
	type Half,
	type Role,
	type Side,
	type World
} from '../support/world.ts';

/**
 * Who may give which command, and to whose things: every function of the API, every role, own and
 * other as in `matrix.ts`. A key is a function's name; what follows a comma tells several looks at one
 * function apart.
 */

/** `rows`: done, or something was seen. `none`: no error and nothing to see. Else the SQLSTATE. */
export type Outcome = 'rows' | 'none' | '42501' | 'PT404' | 'LN011' | 'LN014';

type Outcomes = Partial<Record<Outcome, readonly Role[]>>;

export interface CommandAccess {
	/** The statement: a select from the function, with what must be seen as its condition. */
	call: (half: Half, world: World, side: Side, role: Role) => string;
	own: Outcomes;
	/** Missing where a command is about the caller or about nobody. */
	other?: Outcomes;
	/** What becomes of roles that are not named: refused, unless told otherwise. Strangers always are. */
	otherwise?: Outcome;
	/** What the owner of the database does before: the state of things the command needs. */
	given?: (half: Half, world: World, side: Side) => string;
}

const signedIn = roles.filter((role) => role !== 'anon');
const admin: readonly Role[] = ['admin'];
const readers = staffRoles.filter((role) => role !== 'housekeeper');
const registrars: readonly Role[] = ['admin', 'receptionist'];
const schedulers: readonly Role[] = ['admin', 'receptionist'];
/** Those who hold `allergies.manage` and in whose care the patient of `own` is. */
const carers: readonly Role[] = ['doctor', 'nurse', 'ward_manager'];
const allWards: readonly Role[] = ['admin', 'bed_manager'];
/** Those who hold `housekeeping.work`; they are the people of the ward as well. */
const wardPeople: readonly Role[] = [...allWards, 'nurse', 'ward_manager', 'housekeeper'];
/** Those who hold `admissions.manage` on a ward of theirs; the doctor holds it and has no ward. */
const admitting: readonly Role[] = [...allWards, 'nurse', 'ward_manager'];
/** Those to whom a visit that is not theirs does not exist; other staff may not change visits at all. */
const withoutVisit: readonly Role[] = ['doctor', 'patient', 'newcomer', 'former_nurse'];

const queueManagers: readonly Role[] = ['admin', 'receptionist', 'nurse', 'ward_manager'];
/** Those who hold `displays.manage` and work on the ward. */
const displayManagers: readonly Role[] = ['admin', 'ward_manager'];

const both = (outcomes: Outcomes) => ({ own: outcomes, other: outcomes });

const admissionsManaged = {
	own: { rows: admitting, PT404: ['doctor'] },
	other: { rows: allWards, PT404: ['doctor', 'nurse', 'ward_manager'] }
} satisfies Pick<CommandAccess, 'own' | 'other'>;
const privatePatientsTold = {
	own: { rows: ['nurse', 'ward_manager'], none: allWards, PT404: ['doctor'] },
	other: { none: allWards, PT404: ['doctor', 'nurse', 'ward_manager'] }
} satisfies Pick<CommandAccess, 'own' | 'other'>;
/** Those who hold `nursing.record`; an admin holds it and looks after nobody. */
const nursed = {
	own: { rows: carers, PT404: admin },
	other: { PT404: [...carers, ...admin] }
} satisfies Pick<CommandAccess, 'own' | 'other'>;
/** Those who hold `admissions.manage`, on the ward or with the patient in their care. */
const leavingManaged = {
	own: { rows: [...admitting, 'doctor'] },
	other: { rows: allWards, PT404: carers }
} satisfies Pick<CommandAccess, 'own' | 'other'>;
/** Of them, those in whose care the patient is. */
const leavingWritten = {
	own: { rows: carers, PT404: allWards },
	other: { PT404: [...carers, ...allWards] }
} satisfies Pick<CommandAccess, 'own' | 'other'>;
/** With the stay, the ward's people lose the chart; the doctor still has a visit to come. */
const leavingSigned = {
	own: { rows: ['doctor'], PT404: admitting },
	other: { PT404: [...admitting, 'doctor'] }
} satisfies Pick<CommandAccess, 'own' | 'other'>;
const bedsManaged = {
	own: { rows: [...allWards, 'ward_manager'] },
	other: { rows: allWards, PT404: ['ward_manager'] }
} satisfies Pick<CommandAccess, 'own' | 'other'>;
const cleaning = {
	own: { rows: wardPeople },
	other: { rows: allWards, PT404: ['nurse', 'ward_manager', 'housekeeper'] }
} satisfies Pick<CommandAccess, 'own' | 'other'>;
const queueCalled = {
	own: { rows: [...queueManagers, 'doctor'] },
	other: { rows: queueManagers, PT404: ['doctor'] }
} satisfies Pick<CommandAccess, 'own' | 'other'>;
const wardSeen = {
	own: { rows: wardPeople },
	other: { rows: allWards },
	otherwise: 'none'
} satisfies Pick<CommandAccess, 'own' | 'other' | 'otherwise'>;
/** A housekeeper sees beds, not who lies in them. */
const wardPatientsSeen = {
	own: { rows: admitting },
	other: { rows: allWards },
	otherwise: 'none'
} satisfies Pick<CommandAccess, 'own' | 'other' | 'otherwise'>;
const visitsChanged = {
	own: {
		rows: [...schedulers, 'doctor', 'patient'],
		PT404: ['newcomer', 'former_nurse']
	},
	other: { rows: schedulers, PT404: withoutVisit }
} satisfies Pick<CommandAccess, 'own' | 'other'>;
const visitsSeen = {
	own: { rows: [...schedulers, ...carers, 'patient'] },
	other: { rows: schedulers }
} satisfies Pick<CommandAccess, 'own' | 'other'>;
const hoursKept = {
	own: { rows: ['admin', 'doctor'] },
	other: { rows: admin }
} satisfies Pick<CommandAccess, 'own' | 'other'>;
/** Administrators hold the permission, and have nobody in their care. */
const allergiesManaged = {
	own: { rows: carers, PT404: admin },
	other: { PT404: [...carers, ...admin] }
} satisfies Pick<CommandAccess, 'own' | 'other'>;

/** Those who hold `nursing.record` and work on the ward; the doctor does not, the administrator nurses nobody. */
const wardNursed = {
	own: { rows: ['nurse', 'ward_manager'], PT404: ['admin', 'doctor'] },
	other: { PT404: ['admin', 'doctor', 'nurse', 'ward_manager'] }
} satisfies Pick<CommandAccess, 'own' | 'other'>;
/** Those who hold `nursing.record` and in whose care the patient of `own` is. */
const patientsNursed = {
	own: { rows: carers, PT404: ['admin'] },
	other: { PT404: ['admin', 'doctor', 'nurse', 'ward_manager'] }
} satisfies Pick<CommandAccess, 'own' | 'other'>;
const wardNursesSeen = {
	own: { rows: ['nurse', 'ward_manager'] },
	other: {},
	otherwise: 'none'
} satisfies Pick<CommandAccess, 'own' | 'other' | 'otherwise'>;

/** The first slot of the doctor of `own` on a Monday one to two weeks ahead. */
const slot = `date_trunc('week', now() at time zone 'UTC' + interval '14 days') at time zone 'UTC' + interval '8 hours'`;
/** The day on which the visits of the world are. */
const visitDay = `((now() + interval '2 days') at time zone (select time_zone from public.hospital_settings))::date`;

const withoutBed = ({ admissionId }: Half) =>
	`delete from public.bed_stays where admission_id = '${admissionId}'`;
const notAdmitted = (half: Half) =>
	`${withoutBed(half)};
	update public.admissions set discharged_at = now(), disposition = 'home' where id = '${half.admissionId}'`;
/** Nobody waits for the doctor of a half: neither a visit nor an admission. */
const withoutOpenWork = ({ doctor }: Half) =>
	`update public.appointments set status = 'cancelled' where doctor_id = '${doctor.doctorId}';
	update public.admissions set attending_id = null where attending_id = '${doctor.doctorId}'`;
const reopened = ({ closedBedId }: Half) =>
	`update public.bed_closures set ended_at = now() where bed_id = '${closedBedId}'`;
/** Nothing keeps the patient from leaving: alerts have been answered, tasks done. */
const answered = ({ admissionId }: Half) =>
	`update public.news2_alerts set acknowledged_at = clock_timestamp() where admission_id = '${admissionId}';
	update public.nursing_tasks set status = 'done', done_at = now()
	where admission_id = '${admissionId}' and status = 'open'`;
/** The patient has left, and the summary is signed. */
const signed = (half: Half) =>
	`${notAdmitted(half)};
	update public.discharge_summaries set facts = '{}', signed_at = now(), signed_name = 'Dr. Person'
	where admission_id = '${half.admissionId}'`;
/** The beds of a half have been there for a while. */
const settled = ({ wardId }: Half) =>
	`update public.beds set created_at = now() - interval '9 days' where ward_id = '${wardId}'`;
const privately = ({ admissionId }: Half) =>
	`update public.admissions set private = true where id = '${admissionId}'`;

/** A second admission of each ward, to swap beds with. */
const neighbour: Record<Side, string> = { own: randomUUID(), other: randomUUID() };
/** As after a transfer from the closed bed a minute ago. */
const justMoved = (half: Half) =>
	`${reopened(half)};
	update public.bed_stays set period = tstzrange(now() - interval '1 minute', null)
	where admission_id = '${half.admissionId}';
	with stay as (
		insert into public.bed_stays (bed_id, ward_id, patient_id, admission_id, period)
		values ('${half.closedBedId}', '${half.wardId}', '${half.patient.patientId}', '${half.admissionId}',
			tstzrange(now() - interval '1 hour', now() - interval '1 minute'))
		returning id
	)
	insert into private.last_moves (admission_id, kind, from_ward_id, from_stay_id, to_stay_id, moved_by, moved_at)
	select '${half.admissionId}', 'transfer', '${half.wardId}', stay.id, current_stay.id, null, now() - interval '1 minute'
	from stay, public.bed_stays current_stay
	where current_stay.bed_id = '${half.bedId}' and current_stay.is_current`;
/** By a nurse, or where none works by a bed manager. */
const movedBySomebody = (half: Half, world: World, side: Side) =>
	`${justMoved(half)};
	update private.last_moves set moved_by = '${world.people[side === 'own' ? 'nurse' : 'bed_manager'].id}'`;
const away = ({ admissionId, patient, wardId }: Half) =>
	`insert into public.admission_leaves (admission_id, patient_id, ward_id)
	values ('${admissionId}', '${patient.patientId}', '${wardId}')`;
/** The patient of a half was born this month, and the neighbour is the mother. */
const withMother = (half: Half, world: World, side: Side) =>
	`${withNeighbour(half, world, side)};
	update public.patients set birth_date = current_date - 9 where id = '${half.patient.patientId}'`;
const cleaningBegun = ({ keys }: Half) =>
	`update public.housekeeping_tasks set status = 'in_progress'
	where id = '${String(keys.housekeeping_tasks?.id)}'`;
const withNeighbour = (half: Half, _world: World, side: Side) =>
	`${reopened(half)};
	with patient as (
		insert into public.patients (given_name, family_name, birth_date)
		values ('Next', 'Door', '1990-01-01') returning id
	), admission as (
		insert into public.admissions (id, patient_id, ward_id)
		select '${neighbour[side]}', id, '${half.wardId}' from patient returning id, patient_id, ward_id
	)
	select from admission;
	insert into public.bed_stays (bed_id, ward_id, patient_id, admission_id)
	select '${half.closedBedId}', ward_id, patient_id, id from public.admissions where id = '${neighbour[side]}'`;

/** A room of each ward nobody has used. */
const spareRoom: Record<Side, string> = { own: randomUUID(), other: randomUUID() };

/** The screens of the waiting rooms. */
const displayId: Record<Side, string> = { own: randomUUID(), other: randomUUID() };

/** Leave over the visit of each half. */
const absence: Record<Side, string> = { own: randomUUID(), other: randomUUID() };
/** A calendar feed of each patient's own; its id is its secret as well. */
const feed: Record<Side, string> = { own: randomUUID(), other: randomUUID() };
const withFeed = ({ patient }: Half, _world: World, side: Side) =>
	`insert into public.calendar_feeds (id, user_id, scope, patient_id, token_hash)
	 values ('${feed[side]}', '${patient.id}', 'patient', '${patient.patientId}', private.token_hash('${feed[side]}'))`;

/** A notification of the other patient that nobody else may mark. */
const notice = randomUUID();

/** Links as messages have them, one to the visit of each half. */
const visitToken: Record<Side, string> = { own: randomUUID(), other: randomUUID() };
const withVisitLink = ({ appointmentId }: Half, _world: World, side: Side) =>
	`insert into private.visit_links (token_hash, appointment_id, starts_at, expires_at)
	 select encode(sha256('${visitToken[side]}'), 'hex'), id, starts_at, starts_at
	 from public.appointments where id = '${appointmentId}'`;

const waitlistAnswered = {
	own: { rows: [...schedulers, 'patient'], PT404: ['newcomer', 'former_nurse'] },
	other: { rows: schedulers, PT404: ['patient', 'newcomer', 'former_nurse'] }
} satisfies Pick<CommandAccess, 'own' | 'other'>;
/** The offer of a half is of a time at which the doctor of `own` is there. */
const offeredSlot = ({ keys }: Half, { own }: World) =>
	`update public.waitlist_offers set doctor_id = '${own.doctor.doctorId}', starts_at = ${slot},
		blocked_from = ${slot}, ends_at = ${slot} + interval '30 minutes'
	 where id = '${String(keys.waitlist_offers?.id)}'`;
const offerToken = randomUUID();
const withOfferLink = (half: Half, world: World) =>
	`${offeredSlot(half, world)};
	insert into private.offer_links (token_hash, offer_id)
	values (encode(sha256(convert_to('${offerToken}', 'UTF8')), 'hex'), '${String(half.keys.waitlist_offers?.id)}')`;

export const commands: Record<string, CommandAccess> = {
	// access
	current_access: {
		call: () => 'select from public.current_access() as mine where mine is not null',
		own: { rows: signedIn, none: ['anon'] }
	},
	grant_role: {
		call: (_half, world, side, role) =>
			`select from public.grant_role('${accountOf(world, side, role)}', '${world.spareRole}')`,
		...both({ rows: admin })
	},
	revoke_role: {
		call: (_half, world, side, role) =>
			`select from public.revoke_role('${accountOf(world, side, role)}', 'patient')`,
		...both({ rows: admin })
	},
	update_own_profile: {
		call: () => `select from public.update_own_profile('New name', 'es')`,
		own: { rows: signedIn }
	},
	audit_events: {
		call: ({ patient }) =>
			`select from public.audit_events(p_patient_id => '${patient.patientId}')`,
		...both({ rows: admin })
	},

	// patients
	search_patients: {
		call: ({ patient }) =>
			`select from public.search_patients('Test Patient', 50) where id = '${patient.patientId}'`,
		...both({ rows: readers })
	},
	register_patient: {
		call: () =>
			`select from public.register_patient('{"given_name": "New", "family_name": "Patient", "birth_date": "2001-02-03"}')`,
		own: { rows: registrars }
	},
	update_patient: {
		call: ({ patient }) =>
			`select from public.update_patient('${patient.patientId}', '{"city": "Elsewhere"}',
				(select updated_at from public.patients where id = '${patient.patientId}'))`,
		...both({ rows: registrars })
	},
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
	},
	update_own_particulars: {
		call: ({ patient }) =>
			`select from public.update_own_particulars('${patient.patientId}', '{"city": "Elsewhere"}',
				(select updated_at from public.patients where id = '${patient.patientId}'))`,
		own: { rows: ['patient'] },
		other: {},
		otherwise: 'PT404'
	},
	archive_patient: {
		call: ({ patient }) =>
			`select from public.archive_patient('${patient.patientId}', 'Moved abroad',
				(select updated_at from public.patients where id = '${patient.patientId}'))`,
		given: ({ patient }) =>
			`update public.appointments set status = 'cancelled' where patient_id = '${patient.patientId}';
			 update public.bed_stays set period = tstzrange(lower(period), now() + interval '1 second')
			 where patient_id = '${patient.patientId}';
			 update public.admissions set discharged_at = now() + interval '1 second', disposition = 'home'
			 where patient_id = '${patient.patientId}'`,
		...both({ rows: registrars })
	},
	restore_patient: {
		call: ({ patient }) =>
			`select from public.restore_patient('${patient.patientId}',
				(select updated_at from public.patients where id = '${patient.patientId}'))`,
		...both({ rows: registrars })
	},
	visited_doctors: {
		call: ({ patient }) =>
			`select from public.visited_doctors(array['${patient.patientId}']::uuid[])`,
		own: { rows: [...carers, ...schedulers, 'patient'] },
		other: { rows: schedulers },
		otherwise: 'none'
	},
	update_preferences: {
		call: ({ patient }) =>
			`select from public.update_preferences('${patient.patientId}', true, false)`,
		own: { rows: [...registrars, 'patient'] },
		other: { rows: registrars },
		otherwise: 'PT404'
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

	// staff
	search_staff: {
		call: ({ doctor }) =>
			`select from public.search_staff('${doctor.email}') where id = '${doctor.staffId}'`,
		...both({ rows: admin })
	},
	save_staff: {
		call: ({ keys }) =>
			`select from public.save_staff('${String(keys.staff?.id)}',
				(select jsonb_build_object('full_name', 'New name', 'position', 'doctor',
					'doctor', jsonb_build_object('name', name, 'specialty_id', specialty_id))
				 from public.doctors where id = '${String(keys.staff?.id)}'),
				(select updated_at from public.staff where id = '${String(keys.staff?.id)}'))`,
		...both({ rows: admin })
	},
	check_invitation: {
		call: ({ patient }) =>
			`select from public.check_invitation('${patient.email}', '{"full_name": "New", "position": "nurse"}')`,
		...both({ rows: admin })
	},
	invite_staff: {
		call: ({ patient }) =>
			`select from public.invite_staff('${patient.email}', 'en', '{"full_name": "New", "position": "nurse"}')`,
		...both({ rows: admin })
	},
	note_invitation_sent: {
		call: ({ keys }) =>
			`select from public.note_invitation_sent('${String(keys.staff_invitations?.id)}')`,
		...both({ rows: admin })
	},
	withdraw_invitation: {
		call: ({ keys }) =>
			`select from public.withdraw_invitation('${String(keys.staff_invitations?.id)}')`,
		given: withoutOpenWork,
		...both({ rows: admin })
	},
	open_work_of: {
		call: ({ doctor }) => `select from public.open_work_of('${doctor.staffId}')`,
		...both({ rows: admin })
	},
	deactivate_staff: {
		call: ({ doctor }) =>
			`select from public.deactivate_staff('${doctor.staffId}', '{"visits": "reception", "care_team": {}}')`,
		given: withoutOpenWork,
		...both({ rows: admin })
	},
	reactivate_staff: {
		call: ({ doctor }) => `select from public.reactivate_staff('${doctor.staffId}')`,
		...both({ rows: admin })
	},
	doctor_listing: {
		call: ({ doctor }) => `select from public.doctor_listing('${doctor.specialtyId}')`,
		own: { rows: signedIn },
		// The doctor of `other` has left.
		other: {},
		otherwise: 'none'
	},

	// scheduling: the doctor of `other` has left, so both halves ask for slots of the other's
	free_slots: {
		call: ({ doctor, visitTypeId }) =>
			`select from public.free_slots(array['${doctor.doctorId}'::uuid], now(), now() + interval '30 days', '${visitTypeId}')`,
		own: { rows: signedIn },
		other: {},
		otherwise: 'none'
	},
	first_free_slots: {
		call: ({ doctor, visitTypeId }) =>
			`select from public.first_free_slots('${doctor.specialtyId}', '${visitTypeId}')`,
		own: { rows: signedIn },
		other: {},
		otherwise: 'none'
	},
	book_appointment: {
		call: ({ patient, visitTypeId }, { own }) =>
			`select from public.book_appointment('${patient.patientId}', '${own.doctor.doctorId}', ${slot}, '${visitTypeId}')`,
		own: { rows: [...schedulers, 'patient'] },
		other: { rows: schedulers }
	},
	overbook_appointment: {
		call: ({ patient, visitTypeId }, { own }) =>
			`select from public.overbook_appointment('${patient.patientId}', '${own.doctor.doctorId}', ${slot}, '${visitTypeId}',
				p_overbook_reason => 'Cannot wait')`,
		...both({ rows: admin })
	},
	reschedule_appointment: {
		call: ({ appointmentId }, { own }) =>
			`select from public.reschedule_appointment('${appointmentId}', ${slot}, '${own.doctor.doctorId}')`,
		...visitsChanged
	},
	cancel_appointment: {
		call: ({ appointmentId }) =>
			`select from public.cancel_appointment('${appointmentId}', 'No longer needed')`,
		...visitsChanged
	},
	set_appointment_status: {
		call: ({ appointmentId }) =>
			`select from public.set_appointment_status('${appointmentId}', 'checked_in')`,
		// Check-in opens two hours before the visit.
		given: ({ appointmentId }) =>
			`update public.appointments set starts_at = now() + interval '1 hour', ends_at = now() + interval '90 minutes'
			 where id = '${appointmentId}'`,
		own: { rows: [...schedulers, 'doctor'], PT404: ['newcomer', 'former_nurse'] },
		other: visitsChanged.other
	},
	doctor_day: {
		call: ({ doctor, appointmentId }) =>
			`select from public.doctor_day('${doctor.doctorId}', ${visitDay}) where id = '${appointmentId}'`,
		own: { rows: [...schedulers, 'doctor'] },
		other: { rows: schedulers }
	},
	calendar: {
		call: ({ doctor }) =>
			`select from public.calendar(now(), now() + interval '30 days', p_ids => array['${doctor.doctorId}'::uuid]) as shown
			 where json_array_length(shown -> 'visits') > 0`,
		...both({ rows: schedulers })
	},
	free_rooms: {
		call: ({ departmentId }) =>
			`select from public.free_rooms(now(), now() + interval '1 hour', '${departmentId}')`,
		...both({ rows: schedulers })
	},
	move_targets: {
		call: ({ appointmentId }, { own }) =>
			`select from public.move_targets('${appointmentId}', array['${own.doctor.doctorId}'::uuid], now(), now() + interval '30 days')`,
		...visitsSeen,
		otherwise: 'none'
	},
	visit_timeline: {
		call: ({ appointmentId }) => `select from public.visit_timeline('${appointmentId}')`,
		...visitsSeen,
		otherwise: 'PT404'
	},
	unfinished_visits: {
		call: ({ appointmentId }) =>
			`select from public.unfinished_visits() where id = '${appointmentId}'`,
		given: ({ appointmentId }) =>
			`update public.appointments set starts_at = now() - interval '3 days', ends_at = now() - interval '71 hours'
			 where id = '${appointmentId}'`,
		...visitsSeen,
		otherwise: 'none'
	},
	'doctor_day, what to beware of': {
		call: ({ doctor, appointmentId }) =>
			`select from public.doctor_day('${doctor.doctorId}', ${visitDay})
			 where id = '${appointmentId}' and alerts <> '{}'`,
		// Allergies are for those in whose care the patient is, on this path as on the table.
		own: { rows: ['doctor'], none: schedulers },
		other: { none: schedulers }
	},
	// queue: with queue.manage everywhere; a doctor calls in the own department
	take_token: {
		call: ({ queueDepartmentId }) =>
			`select from public.take_token('${queueDepartmentId}', p_note => 'Walk-in')`,
		...both({ rows: queueManagers })
	},
	call_next: {
		call: ({ queueDepartmentId }) => `select from public.call_next('${queueDepartmentId}')`,
		...queueCalled
	},
	recall_token: {
		call: ({ tokenId }) => `select from public.recall_token('${tokenId}')`,
		...queueCalled
	},
	skip_token: {
		call: ({ tokenId }) => `select from public.skip_token('${tokenId}')`,
		...queueCalled
	},
	serve_token: {
		call: ({ tokenId }) => `select from public.serve_token('${tokenId}')`,
		...queueCalled
	},
	finish_token: {
		call: ({ tokenId }) => `select from public.finish_token('${tokenId}')`,
		given: ({ tokenId }) =>
			`update public.queue_tokens set status = 'in_consultation' where id = '${tokenId}'`,
		...queueCalled
	},
	set_token_priority: {
		call: ({ tokenId }) =>
			`select from public.set_token_priority('${tokenId}', 'urgent', 'Chest pain')`,
		...both({ rows: queueManagers })
	},
	leave_queue: {
		call: ({ tokenId }) => `select from public.leave_queue('${tokenId}')`,
		...both({ rows: queueManagers })
	},
	move_token: {
		call: ({ tokenId, departmentId }) =>
			`select from public.move_token('${tokenId}', '${departmentId}')`,
		...both({ rows: queueManagers })
	},
	queue_board: {
		call: ({ queueDepartmentId, tokenId }) =>
			`select from public.queue_board('${queueDepartmentId}')
			 where id = '${tokenId}' and patient_name is not null`,
		...queueCalled
	},
	queue_summary: {
		call: ({ queueDepartmentId }) =>
			`select from public.queue_summary() where department_id = '${queueDepartmentId}' and waiting = 1`,
		own: queueCalled.own,
		other: { rows: queueManagers, none: ['doctor'] }
	},
	my_queue_position: {
		call: ({ tokenId }) =>
			`select from public.my_queue_position() where token_id = '${tokenId}' and ahead = 0`,
		own: { rows: ['patient'] },
		other: {},
		otherwise: 'none'
	},
	create_queue_display: {
		call: ({ queueDepartmentId }) =>
			`select from public.create_queue_display('${queueDepartmentId}', 'Screen')`,
		...both({ rows: queueManagers })
	},
	revoke_queue_display: {
		call: (_half, _world, side) => `select from public.revoke_queue_display('${displayId[side]}')`,
		given: ({ displayTopicId }, _world, side) =>
			`update public.queue_displays set id = '${displayId[side]}' where topic_id = '${displayTopicId}'`,
		...both({ rows: queueManagers })
	},
	// Whoever has the link: the screen of `other` is revoked.
	queue_display: {
		call: ({ queueDepartmentId }) =>
			`select from public.queue_display('${displayToken(queueDepartmentId)}') as shown where shown is not null`,
		own: { rows: roles },
		other: { none: ['anon'] },
		otherwise: 'none'
	},
	begin_pairing: {
		call: () => `select from public.begin_pairing() as asked where asked ->> 'code' ~ '^\\d{6}$'`,
		own: { rows: roles },
		otherwise: 'none'
	},
	pair_display: {
		call: ({ wardId }) =>
			`select from public.pair_display('${wardId}', '004711', 'Corridor') as answer where (answer ->> 'paired')::boolean`,
		given: () =>
			`insert into private.display_pairings (secret_hash, code)
			 values (private.token_hash('secret'), '004711')`,
		own: { rows: displayManagers },
		other: { rows: admin, PT404: ['ward_manager'] }
	},
	// Whoever knows the secret of the screen; before its code was typed in, and after.
	'collect_display, too early': {
		call: () => `select from public.collect_display('secret') as made where made is not null`,
		given: () =>
			`insert into private.display_pairings (secret_hash, code)
			 values (private.token_hash('secret'), '004711')`,
		own: { none: ['anon'] },
		otherwise: 'none'
	},
	collect_display: {
		call: () => `select from public.collect_display('secret') as made where made ? 'token'`,
		given: ({ wardDisplayId }) =>
			`insert into private.display_pairings (secret_hash, code, display_id)
			 values (private.token_hash('secret'), '004711', '${wardDisplayId}')`,
		own: { rows: roles },
		other: { LN014: roles }
	},
	revoke_display: {
		call: ({ wardDisplayId }) => `select from public.revoke_display('${wardDisplayId}')`,
		own: { rows: displayManagers },
		other: { rows: admin, PT404: ['ward_manager'] }
	},
	// Whoever has the token: the display of `other` is revoked.
	check_displays: {
		call: ({ wardId }) =>
			`select from public.check_displays(array['${wardDisplayToken(wardId)}', 'another'])`,
		own: { rows: roles },
		other: { none: ['anon'] },
		otherwise: 'none'
	},
	display_board: {
		call: ({ wardId }) =>
			`select from public.display_board('${wardDisplayToken(wardId)}') as shown where shown is not null`,
		own: { rows: roles },
		other: { none: ['anon'] },
		otherwise: 'none'
	},
	visits_to_rebook: {
		call: ({ appointmentId }) =>
			`select from public.visits_to_rebook() where id = '${appointmentId}'`,
		given: ({ doctor }) =>
			`insert into public.availability_exceptions (doctor_id, kind, starts_at, ends_at)
			 values ('${doctor.doctorId}', 'leave', now() + interval '1 day', now() + interval '3 days')`,
		own: { rows: [...schedulers, 'doctor'] },
		other: { rows: schedulers },
		otherwise: 'none'
	},

	// hours and leave
	hours_version: {
		call: ({ doctor }) =>
			`select from public.hours_version('${doctor.doctorId}') as version where version <> md5('')`,
		own: { rows: [...schedulers, 'doctor'] },
		other: { rows: schedulers },
		otherwise: 'none'
	},
	replace_weekly_hours: {
		call: ({ doctor }) =>
			`select from public.replace_weekly_hours('${doctor.doctorId}',
				'[{"weekday": 2, "starts_time": "08:00", "ends_time": "12:00"}]', current_date + 2)`,
		...hoursKept
	},
	add_absence: {
		call: ({ doctor }) =>
			`select from public.add_absence('${doctor.doctorId}', 'leave', now(), now() + interval '1 day')`,
		...hoursKept
	},
	leave_impact: {
		call: ({ doctor, appointmentId }) =>
			`select from public.leave_impact('${doctor.doctorId}', now() + interval '1 day', now() + interval '3 days')
			 where appointment_id = '${appointmentId}'`,
		own: { rows: [...schedulers, 'doctor'] },
		other: { rows: schedulers }
	},
	'leave_impact, of an absence that is entered': {
		call: ({ appointmentId }, _world, side) =>
			`select from public.leave_impact(p_absence_id => '${absence[side]}')
			 where appointment_id = '${appointmentId}'`,
		given: ({ doctor }, _world, side) =>
			`insert into public.availability_exceptions (id, doctor_id, kind, starts_at, ends_at)
			 values ('${absence[side]}', '${doctor.doctorId}', 'leave', now() + interval '1 day', now() + interval '3 days')`,
		own: { rows: [...schedulers, 'doctor'] },
		other: { rows: schedulers },
		otherwise: 'PT404'
	},
	rebook_visits: {
		call: ({ appointmentId }) =>
			`select from public.rebook_visits(jsonb_build_array(jsonb_build_object('appointment_id', '${appointmentId}',
				'updated_at', current_setting('matrix.version'), 'cancel', true)))`,
		// Read by the owner: who may not see the visit must fail for that, not for a version they lack.
		given: ({ appointmentId }) =>
			`select set_config('matrix.version', updated_at::text, true)
			 from public.appointments where id = '${appointmentId}'`,
		own: { rows: [...schedulers, 'doctor'], PT404: ['newcomer', 'former_nurse'] },
		other: visitsChanged.other
	},

	// waiting list
	join_waitlist: {
		call: ({ patient, doctor, visitTypeId }) =>
			`select from public.join_waitlist('${patient.patientId}', '${visitTypeId}', p_specialty_id => '${doctor.specialtyId}')`,
		own: { rows: [...schedulers, 'patient'] },
		other: { rows: schedulers }
	},
	withdraw_from_waitlist: {
		call: ({ keys }) =>
			`select from public.withdraw_from_waitlist('${String(keys.waitlist_entries?.id)}')`,
		...waitlistAnswered
	},
	offer_time: {
		call: ({ keys }, { own }) =>
			`select from public.offer_time('${String(keys.waitlist_entries?.id)}', '${own.doctor.doctorId}', ${slot})`,
		given: ({ keys }) =>
			`delete from public.waitlist_offers where id = '${String(keys.waitlist_offers?.id)}';
			 update public.waitlist_entries set status = 'waiting' where id = '${String(keys.waitlist_entries?.id)}'`,
		...both({ rows: schedulers })
	},
	accept_offer: {
		call: ({ keys }) => `select from public.accept_offer('${String(keys.waitlist_offers?.id)}')`,
		given: offeredSlot,
		...waitlistAnswered
	},
	decline_offer: {
		call: ({ keys }) => `select from public.decline_offer('${String(keys.waitlist_offers?.id)}')`,
		...waitlistAnswered
	},
	waitlist_places: {
		call: ({ keys }) =>
			`select from public.waitlist_places(array['${String(keys.waitlist_entries?.id)}'::uuid])`,
		own: { rows: [...schedulers, 'patient'] },
		other: { rows: schedulers },
		otherwise: 'none'
	},
	// The link is the right: who has it may be anybody.
	offer_by_link: {
		call: () => `select from public.offer_by_link('${offerToken}')`,
		given: withOfferLink,
		own: { rows: roles }
	},
	accept_offer_by_link: {
		call: () => `select from public.accept_offer_by_link('${offerToken}')`,
		given: withOfferLink,
		own: { rows: roles }
	},
	decline_offer_by_link: {
		call: () => `select from public.decline_offer_by_link('${offerToken}')`,
		given: withOfferLink,
		own: { rows: roles }
	},
	'accept_offer_by_link, without one': {
		call: () => `select from public.accept_offer_by_link('guessed')`,
		own: { LN014: roles }
	},

	// follow-ups and series
	order_follow_up: {
		call: ({ patient, visitTypeId }) =>
			`select from public.order_follow_up('${patient.patientId}', current_date, current_date + 9, 'visit', '${visitTypeId}')`,
		own: { rows: ['doctor'] },
		other: { PT404: ['doctor'] }
	},
	close_follow_up: {
		call: ({ keys }) =>
			`select from public.close_follow_up('${String(keys.follow_ups?.id)}', 'cancelled')`,
		own: { rows: [...schedulers, 'doctor'], PT404: ['patient', 'newcomer', 'former_nurse'] },
		other: visitsChanged.other
	},
	preview_series: {
		call: ({ patient, visitTypeId }, { own }) =>
			`select from public.preview_series('${patient.patientId}', '${own.doctor.doctorId}', '${visitTypeId}', ${slot}, '7 days', 3)`,
		...both({ rows: schedulers })
	},
	book_series: {
		call: ({ patient, visitTypeId }, { own }) =>
			`select from public.book_series('${patient.patientId}', '${own.doctor.doctorId}', '${visitTypeId}', ${slot}, '7 days', 3)`,
		...both({ rows: schedulers })
	},
	cancel_series: {
		call: ({ keys }) =>
			`select from public.cancel_series('${String(keys.appointment_series?.id)}') as cancelled where cancelled > 0`,
		...visitsChanged
	},

	// wards
	bed_board: {
		call: ({ wardId, bedId }) =>
			`select from public.bed_board('${wardId}') where bed_id = '${bedId}'`,
		...wardSeen
	},
	'bed_board, of all wards': {
		call: ({ bedId }) => `select from public.bed_board() where bed_id = '${bedId}'`,
		...wardSeen
	},
	'bed_board, who lies there': {
		call: ({ wardId }) =>
			`select from public.bed_board('${wardId}')
			 where coalesce(patient_id::text, patient_name, patient_mrn, patient_sex, patient_birth_date::text,
				attending_id::text, attending_name, reason) is not null`,
		...wardPatientsSeen
	},
	'bed_board, who lies there privately': {
		call: ({ wardId }) =>
			`select from public.bed_board('${wardId}')
			 where coalesce(patient_id::text, patient_name, patient_mrn, patient_sex, patient_birth_date::text,
				attending_id::text, attending_name, reason) is not null`,
		given: privately,
		own: { rows: ['nurse', 'ward_manager'] },
		other: {},
		otherwise: 'none'
	},
	waiting_admissions: {
		call: ({ wardId, admissionId }) =>
			`select from public.waiting_admissions('${wardId}') where admission_id = '${admissionId}'`,
		given: withoutBed,
		...wardSeen
	},
	'waiting_admissions, who waits': {
		call: ({ wardId }) =>
			`select from public.waiting_admissions('${wardId}')
			 where coalesce(patient_id::text, patient_name, patient_mrn, patient_sex, patient_birth_date::text,
				attending_name, reason) is not null`,
		given: withoutBed,
		...wardPatientsSeen
	},
	'waiting_admissions, who waits privately': {
		call: ({ wardId }) =>
			`select from public.waiting_admissions('${wardId}')
			 where coalesce(patient_id::text, patient_name, patient_mrn, patient_sex, patient_birth_date::text,
				attending_name, reason) is not null`,
		given: (half) => `${withoutBed(half)}; ${privately(half)}`,
		own: { rows: ['nurse', 'ward_manager'] },
		other: {},
		otherwise: 'none'
	},
	ward_summary: {
		call: ({ wardId }) => `select from public.ward_summary() where ward_id = '${wardId}'`,
		...wardSeen
	},
	admit_patient: {
		call: ({ patient, wardId, bedId }) =>
			`select from public.admit_patient('${patient.patientId}', '${wardId}', '${bedId}')`,
		given: notAdmitted,
		...admissionsManaged
	},
	transfer_patient: {
		call: ({ admissionId, closedBedId }) =>
			`select from public.transfer_patient('${admissionId}', '${closedBedId}')`,
		given: reopened,
		...admissionsManaged
	},
	swap_beds: {
		call: ({ admissionId }, _world, side) =>
			`select from public.swap_beds('${admissionId}', '${neighbour[side]}')`,
		given: withNeighbour,
		...admissionsManaged
	},
	'swap_beds, with a ward that is not one’s own': {
		call: (_half, { own, other }) =>
			`select from public.swap_beds('${own.admissionId}', '${other.admissionId}')`,
		own: { rows: allWards, PT404: ['doctor', 'nurse', 'ward_manager'] }
	},
	discharge_patient: {
		call: ({ admissionId }) => `select from public.discharge_patient('${admissionId}')`,
		given: answered,
		...admissionsManaged
	},
	// Beds have to be managed without knowing who lies there privately.
	'transfer_patient, who is told who lies there privately': {
		call: ({ admissionId, closedBedId }) =>
			`select from public.transfer_patient('${admissionId}', '${closedBedId}') where patient_id is not null`,
		given: (half) => `${reopened(half)}; ${privately(half)}`,
		...privatePatientsTold
	},
	'swap_beds, who is told who lies there privately': {
		call: ({ admissionId, patient }, _world, side) =>
			`select from public.swap_beds('${admissionId}', '${neighbour[side]}')
			 where patient_id = '${patient.patientId}'`,
		given: (half, world, side) => `${withNeighbour(half, world, side)}; ${privately(half)}`,
		...privatePatientsTold
	},
	'discharge_patient, who is told who lay there privately': {
		call: ({ admissionId }) =>
			`select from public.discharge_patient('${admissionId}')
			 where coalesce(patient_id::text, attending_id::text, reason) is not null`,
		given: (half) => `${answered(half)}; ${privately(half)}`,
		...privatePatientsTold
	},
	undo_move: {
		call: ({ admissionId }) => `select from public.undo_move('${admissionId}')`,
		given: justMoved,
		...admissionsManaged
	},
	undoable_moves: {
		call: ({ admissionId }) =>
			`select from public.undoable_moves() where admission_id = '${admissionId}'`,
		given: movedBySomebody,
		own: { rows: ['nurse'] },
		other: { rows: ['bed_manager'] },
		otherwise: 'none'
	},
	bed_fits: {
		call: ({ admissionId, bedId }) =>
			`select from public.bed_fits('${admissionId}') where bed_id = '${bedId}'`,
		...admissionsManaged
	},
	start_leave: {
		call: ({ admissionId }) => `select from public.start_leave('${admissionId}')`,
		...admissionsManaged
	},
	'start_leave, who is told who leaves privately': {
		call: ({ admissionId }) =>
			`select from public.start_leave('${admissionId}', null, 'Funeral')
			 where coalesce(patient_id::text, reason) is not null`,
		given: privately,
		...privatePatientsTold
	},
	end_leave: {
		call: ({ admissionId }) => `select from public.end_leave('${admissionId}')`,
		given: away,
		...admissionsManaged
	},
	update_stay: {
		call: ({ admissionId }) =>
			`select from public.update_stay('${admissionId}', current_date, 'contact', '{oxygen}', false, null)`,
		...admissionsManaged
	},
	'update_stay, of who is there privately': {
		call: ({ admissionId }) =>
			`select from public.update_stay('${admissionId}', null, null, '{}', false, null)`,
		given: privately,
		own: { rows: ['nurse', 'ward_manager'], PT404: ['doctor', ...allWards] },
		other: { PT404: ['doctor', 'nurse', 'ward_manager', ...allWards] }
	},
	link_newborn: {
		call: ({ admissionId }, _world, side) =>
			`select from public.link_newborn('${admissionId}', '${neighbour[side]}')`,
		given: withMother,
		...admissionsManaged
	},
	cleaning_tasks: {
		call: ({ keys }) =>
			`select from public.cleaning_tasks() where task_id = '${String(keys.housekeeping_tasks?.id)}'`,
		own: { rows: wardPeople },
		other: { rows: allWards },
		otherwise: 'none'
	},
	hand_back_cleaning: {
		call: ({ keys }) =>
			`select from public.hand_back_cleaning('${String(keys.housekeeping_tasks?.id)}')`,
		given: cleaningBegun,
		...cleaning
	},
	cancel_cleaning: {
		call: ({ keys }) =>
			`select from public.cancel_cleaning('${String(keys.housekeeping_tasks?.id)}')`,
		...bedsManaged
	},
	close_bed: {
		call: ({ closedBedId }) => `select from public.close_bed('${closedBedId}')`,
		given: reopened,
		...bedsManaged
	},
	reopen_bed: {
		call: ({ closedBedId }) => `select from public.reopen_bed('${closedBedId}')`,
		...bedsManaged
	},
	// discharge
	discharge_checklist: {
		call: ({ admissionId }) => `select from public.discharge_checklist('${admissionId}')`,
		...leavingManaged
	},
	settle_discharge_item: {
		call: ({ admissionId }) =>
			`select from public.settle_discharge_item('${admissionId}', 'valuables', 'done')`,
		...leavingManaged
	},
	discharge_summary_draft: {
		call: ({ admissionId }) => `select from public.discharge_summary_draft('${admissionId}')`,
		own: { rows: carers },
		other: {},
		otherwise: 'PT404'
	},
	save_discharge_summary: {
		call: ({ admissionId }) =>
			`select from public.save_discharge_summary('${admissionId}', '{}', 1)`,
		...leavingWritten
	},
	sign_discharge_summary: {
		call: ({ admissionId }) => `select from public.sign_discharge_summary('${admissionId}', 1)`,
		given: notAdmitted,
		...leavingSigned
	},
	add_to_discharge_summary: {
		call: ({ admissionId }) =>
			`select from public.add_to_discharge_summary('${admissionId}', 'More')`,
		given: signed,
		...leavingSigned
	},

	// ward figures
	ward_days: {
		call: ({ wardId }) =>
			`select from public.ward_days('${wardId}', current_date - 2, current_date - 1)`,
		given: settled,
		...bedsManaged
	},
	ward_totals: {
		call: ({ wardId }) =>
			`select from public.ward_totals('${wardId}', current_date - 2, current_date - 1)`,
		...bedsManaged
	},
	lengths_of_stay: {
		call: ({ wardId }) =>
			`select from (
				select count(*) from public.lengths_of_stay('${wardId}', current_date - 2, current_date - 1)
			) as asked`,
		...bedsManaged
	},
	ward_history: {
		call: ({ wardId }) => `select from public.ward_history('${wardId}')`,
		...bedsManaged
	},

	// nursing
	record_observation: {
		call: ({ admissionId }) =>
			`select from public.record_observation('${admissionId}', p_pulse => 80)`,
		...nursed
	},
	void_observation: {
		call: ({ keys }) =>
			`select from public.void_observation('${String(keys.observations?.id)}', 'Another patient')`,
		...nursed
	},
	set_pregnancy: {
		call: ({ admissionId }) => `select from public.set_pregnancy('${admissionId}', true)`,
		...nursed
	},
	set_spo2_scale: {
		call: ({ admissionId }) => `select from public.set_spo2_scale('${admissionId}', 2)`,
		own: { rows: ['doctor'], PT404: admin },
		other: nursed.other
	},
	acknowledge_alert: {
		call: ({ keys }) => `select from public.acknowledge_alert('${String(keys.news2_alerts?.id)}')`,
		...nursed
	},
	admission_header: {
		call: ({ admissionId }) => `select from public.admission_header('${admissionId}')`,
		own: { rows: carers },
		other: {},
		otherwise: 'PT404'
	},
	ward_observations_due: {
		call: ({ wardId }) => `select from public.ward_observations_due('${wardId}')`,
		own: { rows: carers },
		other: {},
		otherwise: 'none'
	},

	save_floor_plan: {
		call: ({ wardId }) => `select from public.save_floor_plan('${wardId}', '[]', '[]')`,
		...bedsManaged
	},
	add_beds: {
		call: ({ wardRoomId }) => `select from public.add_beds('${wardRoomId}', '{Matrix}')`,
		...bedsManaged
	},
	order_rooms: {
		call: ({ wardId }) =>
			`select from public.order_rooms('${wardId}', array(
				select id from public.ward_rooms where ward_id = '${wardId}'
			))`,
		...bedsManaged
	},
	order_beds: {
		call: ({ wardRoomId }) =>
			`select from public.order_beds('${wardRoomId}', array(
				select id from public.beds where room_id = '${wardRoomId}'
			))`,
		...bedsManaged
	},
	remove_bed: {
		call: ({ closedBedId }) => `select from public.remove_bed('${closedBedId}')`,
		...bedsManaged
	},
	remove_room: {
		call: (_half, _world, side) => `select from public.remove_room('${spareRoom[side]}')`,
		given: ({ wardId }, _world, side) =>
			`insert into public.ward_rooms (id, ward_id, name)
			 values ('${spareRoom[side]}', '${wardId}', 'Spare')`,
		...bedsManaged
	},
	start_cleaning: {
		call: ({ keys }) =>
			`select from public.start_cleaning('${String(keys.housekeeping_tasks?.id)}')`,
		...cleaning
	},
	finish_cleaning: {
		call: ({ keys }) =>
			`select from public.finish_cleaning('${String(keys.housekeeping_tasks?.id)}')`,
		...cleaning
	},
	// bed requests
	request_bed: {
		call: ({ patient }) => `select from public.request_bed('${patient.patientId}')`,
		given: ({ keys }) =>
			`delete from public.bed_requests where id = '${String(keys.bed_requests?.id)}'`,
		...admissionsManaged
	},
	withdraw_bed_request: {
		call: ({ keys }) =>
			`select from public.withdraw_bed_request('${String(keys.bed_requests?.id)}')`,
		...admissionsManaged
	},
	bed_request_queue: {
		call: ({ wardId, keys }) =>
			`select from public.bed_request_queue('${wardId}')
			 where request_id = '${String(keys.bed_requests?.id)}'`,
		...wardSeen
	},
	'bed_request_queue, who waits': {
		call: ({ wardId }) =>
			`select from public.bed_request_queue('${wardId}')
			 where coalesce(patient_id::text, patient_name, patient_mrn, patient_sex, patient_birth_date::text,
				reason) is not null`,
		...wardPatientsSeen
	},
	'bed_request_queue, who waits privately': {
		call: ({ wardId }) =>
			`select from public.bed_request_queue('${wardId}')
			 where coalesce(patient_id::text, patient_name, patient_initials, patient_mrn, patient_sex,
				patient_birth_date::text, reason) is not null`,
		given: privately,
		own: { rows: ['nurse', 'ward_manager'] },
		other: {},
		otherwise: 'none'
	},
	bed_proposals: {
		call: ({ keys, closedBedId }) =>
			`select from public.bed_proposals('${String(keys.bed_requests?.id)}', 50)
			 where bed_id = '${closedBedId}'`,
		given: reopened,
		...bedsManaged
	},
	reserve_bed: {
		call: ({ keys, closedBedId }) =>
			`select from public.reserve_bed('${String(keys.bed_requests?.id)}', '${closedBedId}')`,
		given: reopened,
		...bedsManaged
	},
	'reserve_bed, who is told for whom it is privately': {
		call: ({ keys, closedBedId }) =>
			`select from public.reserve_bed('${String(keys.bed_requests?.id)}', '${closedBedId}')
			 where patient_id is not null`,
		given: (half) => `${reopened(half)}; ${privately(half)}`,
		own: { rows: ['ward_manager'], none: allWards },
		other: { none: allWards, PT404: ['ward_manager'] }
	},
	release_reservation: {
		call: ({ keys }) =>
			`select from public.release_reservation('${String(keys.bed_reservations?.id)}')`,
		...bedsManaged
	},
	place_patient: {
		call: ({ keys, closedBedId }) =>
			`select from public.place_patient('${String(keys.bed_requests?.id)}', '${closedBedId}')`,
		given: reopened,
		...admissionsManaged
	},
	'place_patient, who is told whom it was privately': {
		call: ({ keys, closedBedId }) =>
			`select from public.place_patient('${String(keys.bed_requests?.id)}', '${closedBedId}')
			 where patient_id is not null`,
		given: (half) => `${reopened(half)}; ${privately(half)}`,
		...privatePatientsTold
	},

	// care
	assign_nurse: {
		call: ({ admissionId }, { people }) =>
			`select from public.assign_nurse('${admissionId}', '${people.nurse.staffId}')`,
		...wardNursed
	},
	assign_nurses: {
		call: ({ admissionId }, { people }) =>
			`select from public.assign_nurses(array['${admissionId}']::uuid[], '${people.nurse.staffId}')`,
		...wardNursed
	},
	end_assignment: {
		call: ({ admissionId }) => `select from public.end_assignment('${admissionId}')`,
		...wardNursed
	},
	ward_nurses: {
		call: ({ wardId }) => `select from public.ward_nurses('${wardId}')`,
		...wardNursesSeen
	},
	ward_patients: {
		call: ({ wardId }) => `select from public.ward_patients('${wardId}')`,
		...wardNursesSeen
	},
	create_task: {
		call: ({ admissionId }) =>
			`select from public.create_task('${admissionId}', 'Walk with the patient', now())`,
		...patientsNursed
	},
	complete_task: {
		call: ({ keys }) => `select from public.complete_task('${String(keys.nursing_tasks?.id)}')`,
		...patientsNursed
	},
	reopen_task: {
		call: ({ keys }) => `select from public.reopen_task('${String(keys.nursing_tasks?.id)}')`,
		given: ({ keys }) =>
			`update public.nursing_tasks set status = 'done', done_at = now() where id = '${String(keys.nursing_tasks?.id)}'`,
		...patientsNursed
	},
	cancel_task: {
		call: ({ keys }) =>
			`select from public.cancel_task('${String(keys.nursing_tasks?.id)}', 'Not wanted')`,
		...patientsNursed
	},
	write_note: {
		call: ({ admissionId }) =>
			`select from public.write_note('${admissionId}', 'progress', 'Ate well')`,
		...patientsNursed
	},
	correct_note: {
		call: ({ keys }) =>
			`select from public.correct_note('${String(keys.nursing_notes?.id)}', 1, 'Ate little')`,
		given: ({ keys }, { people }) =>
			`update public.nursing_notes set author_id = '${String(people.nurse.staffId)}' where id = '${String(keys.nursing_notes?.id)}'`,
		own: { rows: ['nurse'], PT404: ['admin'] },
		other: { PT404: ['admin', 'doctor', 'nurse', 'ward_manager'] }
	},
	search_care: {
		call: ({ admissionId }) =>
			`select from public.search_care('slept') where admission_id = '${admissionId}'`,
		own: { rows: carers },
		other: {},
		otherwise: 'none'
	},
	open_handover: {
		call: ({ wardId }) => `select from public.open_handover('${wardId}')`,
		...wardNursed
	},
	read_handover: {
		call: ({ keys }) =>
			`select from public.read_handover('${String(keys.handover_sheets?.id)}') as sheet where sheet is not null`,
		...wardNursesSeen
	},
	save_handover: {
		call: ({ keys }) =>
			`select from public.save_handover('${String(keys.handover_sheets?.id)}', 1, 'AAA=')`,
		...wardNursed
	},

	// deliveries
	retry_delivery: {
		call: ({ keys }) => `select from public.retry_delivery('${String(keys.deliveries?.id)}')`,
		given: ({ keys }) =>
			`update public.deliveries set status = 'failed' where id = '${String(keys.deliveries?.id)}'`,
		...both({ rows: ['admin', 'receptionist'] })
	},
	// Whoever has the link may: that is what it is for.
	visit_by_link: {
		call: (_half, _world, side) => `select from public.visit_by_link('${visitToken[side]}')`,
		given: withVisitLink,
		...both({ rows: roles })
	},
	slots_by_link: {
		call: (_half, _world, side) => `select from public.slots_by_link('${visitToken[side]}')`,
		given: withVisitLink,
		own: { rows: roles }
	},
	confirm_visit_by_link: {
		call: (_half, _world, side) =>
			`select from public.confirm_visit_by_link('${visitToken[side]}')`,
		given: withVisitLink,
		...both({ rows: roles })
	},
	cancel_visit_by_link: {
		call: (_half, _world, side) => `select from public.cancel_visit_by_link('${visitToken[side]}')`,
		given: withVisitLink,
		...both({ rows: roles })
	},
	reschedule_visit_by_link: {
		call: (_half, _world, side) =>
			`select from public.reschedule_visit_by_link('${visitToken[side]}', ${slot})`,
		given: withVisitLink,
		own: { rows: roles }
	},

	// calendar feeds
	create_calendar_feed: {
		call: ({ patient }) =>
			`select from public.create_calendar_feed('patient', '${patient.patientId}')`,
		own: { rows: ['patient'] },
		other: {},
		otherwise: 'PT404'
	},
	'create_calendar_feed, of a doctor': {
		call: () => `select from public.create_calendar_feed('doctor')`,
		own: { rows: ['doctor'] }
	},
	revoke_calendar_feed: {
		call: (_half, _world, side) => `select from public.revoke_calendar_feed('${feed[side]}')`,
		given: withFeed,
		own: { rows: ['patient'] },
		other: {},
		otherwise: 'PT404'
	},
	// Whoever knows the secret, signed in or not.
	calendar_feed: {
		call: (_half, _world, side) => `select from public.calendar_feed('${feed[side]}')`,
		given: withFeed,
		...both({ rows: roles })
	},
	calendar_visit: {
		call: ({ appointmentId }) => `select from public.calendar_visit('${appointmentId}')`,
		own: { rows: ['patient', 'doctor'] },
		other: {},
		otherwise: 'PT404'
	},

	// notifications
	mark_notifications_read: {
		call: (_half, _world, side) =>
			`select from public.mark_notifications_read(${side === 'own' ? '' : `array['${notice}'::uuid]`}) as marked
			 where marked > 0`,
		given: (_half, { other }, side) =>
			side === 'own'
				? ''
				: `insert into public.notifications (id, user_id, kind)
				   values ('${notice}', '${other.patient.id}', 'appointment_booked')`,
		own: { rows: signedIn },
		other: {},
		otherwise: 'none'
	},
	notification_kinds: {
		call: () => `select from public.notification_kinds() as kind where kind = 'appointment_booked'`,
		own: { rows: signedIn }
	}
};
