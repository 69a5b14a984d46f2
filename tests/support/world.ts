import { randomUUID } from 'node:crypto';
import type { Actor, Person, PortalPerson, StaffRole, TestDatabase } from './database.ts';
import { inTransaction, staffRoles, testApart } from './database.ts';

/**
 * A small hospital for the access matrix. Everything in it is there twice: what has to do with the
 * people of the matrix (`own`: their ward, their patient, their doctor) and what has not (`other`).
 */

/** Whom the matrix asks about. */
export const roles = [
	...staffRoles,
	/** The patient of `own`. */
	'patient',
	/** Just registered, with no record yet. */
	'newcomer',
	/** A nurse of the ward who has left the hospital. */
	'former_nurse',
	'anon'
] as const;

export type Role = (typeof roles)[number];
export type Side = 'own' | 'other';

/** Values that tell one row of a table from all others. */
export type Key = Record<string, unknown>;

/** One half of the hospital. */
export interface Half {
	patient: PortalPerson;
	doctor: Person & { staffId: string; doctorId: string; specialtyId: string };
	departmentId: string;
	visitTypeId: string;
	wardId: string;
	wardRoomId: string;
	bedId: string;
	/** Out of use, and empty. */
	closedBedId: string;
	admissionId: string;
	appointmentId: string;
	/** Where the doctor's patients wait, and this one today. */
	queueDepartmentId: string;
	tokenId: string;
	/** Of the screen in that waiting room; the one of `other` has been revoked. */
	displayTopicId: string;
	/** Of the display on the ward's wall; the one of `other` has been revoked. */
	wardDisplayId: string;
	wardDisplayTopicId: string;
	keys: Record<string, Key>;
}

export interface World {
	people: Record<Exclude<Role, 'anon'>, Person>;
	own: Half;
	other: Half;
	/** A colleague who is in none of it. */
	bystander: Person & { staffId: string };
	/** A role nobody in the matrix has, for rows about roles. */
	spareRole: string;
}

/** Who a role of the matrix is. */
export function actorOf(world: World, role: Role): Actor {
	return role === 'anon' ? 'anon' : world.people[role];
}

/** The account a row is about: one's own, or the other patient's. Strangers try the patient's. */
export function accountOf(world: World, side: Side, role: Role): string {
	if (side === 'other') return world.other.patient.id;
	return role === 'anon' ? world.people.patient.id : world.people[role].id;
}

/** The secret of the link to the screen of a waiting room. */
export const displayToken = (queueDepartmentId: string) => `display-${queueDepartmentId}`;

/** The secret of the display on a ward's wall. */
export const wardDisplayToken = (wardId: string) => `ward-display-${wardId}`;

/**
 * Vitest's `test` with this hospital, built once a file in a database of the file's own. What a test does
 * there, to rows and to the schema, is undone when it ends.
 */
export const testInWorld = testApart.extend<{
	$test: { db: TestDatabase; world: World };
	$file: { hospital: { db: TestDatabase; world: World } };
}>({
	hospital: [
		async ({ apart }, use) =>
			inTransaction(apart, async (db) => use({ db, world: await buildWorld(db) })),
		{ scope: 'file' }
	],
	db: async ({ hospital: { db } }, use) => db.undone(() => use(db)),
	world: async ({ hospital }, use) => use(hospital.world)
});

async function buildWorld(db: TestDatabase): Promise<World> {
	const own = await buildHalf(db);
	const other = await buildHalf(db);
	await db.rows('update public.queue_displays set revoked_at = now() where topic_id = $1', [
		other.displayTopicId
	]);
	await db.rows('update public.displays set revoked_at = now() where id = $1', [
		other.wardDisplayId
	]);
	// Patients do not see doctors who have left, unless they were theirs.
	await db.rows('update public.doctors set active = false where id = $1', [other.doctor.doctorId]);

	const staff = {} as Record<StaffRole, Person & { staffId: string }>;
	for (const role of staffRoles) {
		staff[role] = role === 'doctor' ? own.doctor : await db.createStaff(role);
	}
	const formerNurse = await db.createStaff('nurse', { active: false });
	// The doctor is on no ward: their patients reach them by being theirs.
	for (const person of [staff.nurse, staff.ward_manager, staff.housekeeper, formerNurse]) {
		await db.rows('insert into public.staff_wards (staff_id, ward_id) values ($1, $2)', [
			person.staffId,
			own.wardId
		]);
	}

	const people = {
		...staff,
		patient: own.patient,
		newcomer: await db.createUser(),
		former_nurse: formerNurse
	};
	for (const person of [...Object.values(people), other.patient]) {
		await db.rows(
			`insert into public.notifications (user_id, kind) values ($1, 'appointment_booked')`,
			[person.id]
		);
		await db.rows(
			`insert into public.calendar_feeds (user_id, scope, patient_id, token_hash)
			 values ($1::uuid, 'patient', $2, private.token_hash($1::uuid::text))`,
			[person.id, own.patient.patientId]
		);
	}

	const spareRole = 'matrix_spare';
	await db.rows(`insert into public.roles (id, kind, name) values ($1, 'staff', 'Spare')`, [
		spareRole
	]);
	return { people, own, other, bystander: await db.createStaff('cashier'), spareRole };
}

async function buildHalf(db: TestDatabase): Promise<Half> {
	const id = (sql: string, values: unknown[]) => db.value<string>(`${sql} returning id`, values);

	const patient = await db.createPortalPerson();
	const departmentId = await db.createDepartment();
	const specialtyId = await db.createSpecialty();
	const doctor = await db.createDoctor({ specialtyId });
	const code = departmentId.slice(0, 8).toUpperCase();

	const roomId = await id(
		`insert into public.rooms (department_id, code, name) values ($1, 'R1', 'Room 1')`,
		[departmentId]
	);
	const visitTypeId = await id(
		`insert into public.visit_types (code, name, duration_minutes) values ($1, 'Visit', 30)`,
		[code]
	);
	await db.rows(
		'insert into public.doctor_visit_types (doctor_id, visit_type_id) values ($1, $2)',
		[doctor.doctorId, visitTypeId]
	);
	const ruleId = await id(
		`insert into public.availability_rules (doctor_id, weekday, starts_time, ends_time, time_zone)
		 values ($1, 1, '08:00', '12:00', 'UTC')`,
		[doctor.doctorId]
	);
	const exceptionId = await id(
		`insert into public.availability_exceptions (doctor_id, kind, starts_at, ends_at)
		 values ($1, 'leave', now() + interval '20 days', now() + interval '21 days')`,
		[doctor.doctorId]
	);
	const appointmentId = await id(
		`insert into public.appointments (patient_id, doctor_id, visit_type_id, starts_at, ends_at)
		 values ($1, $2, $3, now() + interval '2 days', now() + interval '2 days 30 minutes')`,
		[patient.patientId, doctor.doctorId, visitTypeId]
	);
	const eventId = await db.value<string>(
		'select id from public.appointment_events where appointment_id = $1 limit 1',
		[appointmentId]
	);

	// The visit's own message: the account has an address.
	const deliveryId = await db.value<string>(
		`select id from public.deliveries
		 where appointment_id = $1 and kind = 'visit_booked' and channel = 'email'`,
		[appointmentId]
	);

	const entryId = await id(
		`insert into public.waitlist_entries (patient_id, visit_type_id, doctor_id, status) values ($1, $2, $3, 'offered')`,
		[patient.patientId, visitTypeId, doctor.doctorId]
	);
	const offerId = await id(
		`insert into public.waitlist_offers
			(entry_id, patient_id, doctor_id, visit_type_id, starts_at, ends_at, blocked_from, expires_at)
		 values ($1, $2, $3, $4, now() + interval '3 days', now() + interval '3 days 30 minutes',
			now() + interval '3 days', now() + interval '1 hour')`,
		[entryId, patient.patientId, doctor.doctorId, visitTypeId]
	);
	const followUpId = await id(
		`insert into public.follow_ups (patient_id, doctor_id, visit_type_id, due_from, due_until)
		 values ($1, $2, $3, current_date + 30, current_date + 60)`,
		[patient.patientId, doctor.doctorId, visitTypeId]
	);
	const seriesId = await id(
		`insert into public.appointment_series (patient_id, doctor_id, visit_type_id, every, visits)
		 values ($1, $2, $3, '7 days', 2)`,
		[patient.patientId, doctor.doctorId, visitTypeId]
	);
	await db.rows('update public.appointments set series_id = $1 where id = $2', [
		seriesId,
		appointmentId
	]);

	const wardId = await id(
		`insert into public.wards (department_id, code, name) values ($1, $2, 'Ward')`,
		[departmentId, code]
	);
	const wardRoomId = await id(
		`insert into public.ward_rooms (ward_id, name) values ($1, 'Room 1')`,
		[wardId]
	);
	const bed = (label: string) =>
		id(`insert into public.beds (ward_id, room_id, label) values ($1, $2, $3)`, [
			wardId,
			wardRoomId,
			label
		]);
	const bedId = await bed('B1');
	const closedBedId = await bed('B2');
	const dirtyBedId = await bed('B3');
	const admissionId = await id(
		`insert into public.admissions (patient_id, ward_id, attending_id) values ($1, $2, $3)`,
		[patient.patientId, wardId, doctor.doctorId]
	);
	const stayId = await id(
		`insert into public.bed_stays (bed_id, ward_id, patient_id, admission_id) values ($1, $2, $3, $4)`,
		[bedId, wardId, patient.patientId, admissionId]
	);
	const leaveId = await id(
		`insert into public.admission_leaves (admission_id, patient_id, ward_id, left_at, returned_at)
		 values ($1, $2, $3, now() - interval '2 hours', now() - interval '1 hour')`,
		[admissionId, patient.patientId, wardId]
	);
	const closureId = await id(
		`insert into public.bed_closures (bed_id, ward_id, reason) values ($1, $2, 'C')`,
		[closedBedId, wardId]
	);
	const taskId = await id(
		`insert into public.housekeeping_tasks (bed_id, ward_id) values ($1, $2)`,
		[dirtyBedId, wardId]
	);
	const requestId = await id(
		`insert into public.bed_requests (patient_id, admission_id, ward_id, from_bed_id, status)
		 values ($1, $2, $3, $4, 'reserved')`,
		[patient.patientId, admissionId, wardId, bedId]
	);
	const reservationId = await id(
		`insert into public.bed_reservations (request_id, patient_id, bed_id, ward_id, expires_at)
		 values ($1, $2, $3, $4, now() + interval '2 hours')`,
		[requestId, patient.patientId, dirtyBedId, wardId]
	);

	await db.rows('insert into public.nursing_settings (admission_id, patient_id) values ($1, $2)', [
		admissionId,
		patient.patientId
	]);
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

	await db.rows(
		`insert into public.discharge_items (admission_id, patient_id, item, state) values ($1, $2, 'transport', 'done')`,
		[admissionId, patient.patientId]
	);
	const summaryId = await id(
		`insert into public.discharge_summaries (admission_id, patient_id, sections, written_name)
		 values ($1, $2, '{"course": "Improved."}', 'Dr. Person')`,
		[admissionId, patient.patientId]
	);
	const addendumId = await id(
		`insert into public.discharge_addenda (summary_id, patient_id, text, written_name)
		 values ($1, $2, 'The culture grew nothing.', 'Dr. Person')`,
		[summaryId, patient.patientId]
	);

	const queueDepartmentId = await db.value<string>(
		'select department_id from public.specialties where id = $1',
		[specialtyId]
	);
	const tokenId = await id(
		`insert into public.queue_tokens (department_id, day, number, label, patient_id)
		 values ($1, private.hospital_day(), 1000, 'W-1000', $2)`,
		[queueDepartmentId, patient.patientId]
	);
	const displayTopicId = await db.value<string>(
		`insert into public.queue_displays (department_id, name, token_hash)
		 values ($1, 'Screen', private.token_hash($2)) returning topic_id`,
		[queueDepartmentId, displayToken(queueDepartmentId)]
	);

	const wardDisplayId = await id(
		`insert into public.displays (ward_id, name, token_hash)
		 values ($1, 'Corridor', private.token_hash($2))`,
		[wardId, wardDisplayToken(wardId)]
	);
	const wardDisplayTopicId = await db.value<string>(
		'select topic_id from private.ward_display_topics where ward_id = $1',
		[wardId]
	);

	const contactId = await id(
		`insert into public.patient_contacts (patient_id, name, phone) values ($1, 'Next of kin', '+34600000000')`,
		[patient.patientId]
	);
	const allergyId = await id(
		`insert into public.allergies (patient_id, substance, severity) values ($1, 'Penicillin', 'severe')`,
		[patient.patientId]
	);
	await db.rows('insert into public.notification_preferences (patient_id) values ($1)', [
		patient.patientId
	]);
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
	const memberId = await id(
		`insert into public.care_team_members (patient_id, staff_id, role) values ($1, $2, 'attending')`,
		[patient.patientId, doctor.staffId]
	);
	const assignmentId = await id(
		`insert into public.nurse_assignments (admission_id, patient_id, ward_id, staff_id, until)
		 values ($1, $2, $3, $4, now() + interval '8 hours')`,
		[admissionId, patient.patientId, wardId, doctor.staffId]
	);
	const nursingTaskId = await id(
		`insert into public.nursing_tasks (admission_id, patient_id, ward_id, title, due_at)
		 values ($1, $2, $3, 'Wound dressing', now())`,
		[admissionId, patient.patientId, wardId]
	);
	const noteId = randomUUID();
	await db.rows(
		`insert into public.nursing_notes (id, note_id, admission_id, patient_id, ward_id, kind, body)
		 values ($1, $1, $2, $3, $4, 'progress', 'Slept well')`,
		[noteId, admissionId, patient.patientId, wardId]
	);
	const sheetId = await id(
		`insert into public.handover_sheets (ward_id, day, shift, starts_at, ends_at, last_seq)
		 select $1, day, shift, starts_at, ends_at, 1 from private.shift_at()`,
		[wardId]
	);
	await db.rows(
		`insert into public.handover_updates (sheet_id, seq, ward_id, data) values ($1, 1, $2, '\\x0000')`,
		[sheetId, wardId]
	);
	const sectionId = await id(
		`insert into public.handover_sections (sheet_id, ward_id, admission_id, patient_id, body)
		 values ($1, $2, $3, $4, 'Slept badly')`,
		[sheetId, wardId, admissionId, patient.patientId]
	);
	const invitationId = await id(
		`insert into public.staff_invitations (staff_id, email, locale) values ($1, $2, 'en')`,
		[doctor.staffId, doctor.email]
	);
	const staffWard = await db.createStaff('cashier');
	await db.rows('insert into public.staff_wards (staff_id, ward_id) values ($1, $2)', [
		staffWard.staffId,
		wardId
	]);

	return {
		patient,
		doctor,
		departmentId,
		visitTypeId,
		wardId,
		wardRoomId,
		bedId,
		closedBedId,
		admissionId,
		appointmentId,
		queueDepartmentId,
		tokenId,
		displayTopicId,
		wardDisplayId,
		wardDisplayTopicId,
		keys: {
			staff: { id: doctor.staffId },
			staff_invitations: { id: invitationId },
			patients: { id: patient.patientId },
			patient_contacts: { id: contactId },
			allergies: { id: allergyId },
			portal_links: { user_id: patient.id, patient_id: patient.patientId },
			care_team_members: { id: memberId },
			link_codes: { id: linkCodeId },
			link_requests: { id: linkRequestId },
			notification_preferences: { patient_id: patient.patientId },
			departments: { id: departmentId },
			specialties: { id: specialtyId },
			rooms: { id: roomId },
			doctors: { id: doctor.doctorId },
			visit_types: { id: visitTypeId },
			doctor_visit_types: { doctor_id: doctor.doctorId, visit_type_id: visitTypeId },
			availability_rules: { id: ruleId },
			availability_exceptions: { id: exceptionId },
			appointments: { id: appointmentId },
			appointment_events: { id: eventId },
			waitlist_entries: { id: entryId },
			waitlist_offers: { id: offerId },
			follow_ups: { id: followUpId },
			appointment_series: { id: seriesId },
			queue_tokens: { id: tokenId },
			queue_displays: { department_id: queueDepartmentId },
			displays: { id: wardDisplayId },
			deliveries: { id: deliveryId },
			wards: { id: wardId },
			ward_rooms: { id: wardRoomId },
			beds: { id: bedId },
			staff_wards: { staff_id: staffWard.staffId, ward_id: wardId },
			admissions: { id: admissionId },
			bed_stays: { id: stayId },
			admission_leaves: { id: leaveId },
			bed_closures: { id: closureId },
			nurse_assignments: { id: assignmentId },
			nursing_tasks: { id: nursingTaskId },
			nursing_notes: { id: noteId },
			handover_sheets: { id: sheetId },
			handover_updates: { sheet_id: sheetId, seq: 1 },
			handover_sections: { id: sectionId },
			housekeeping_tasks: { id: taskId },
			nursing_settings: { admission_id: admissionId },
			observations: { id: observationId },
			news2_alerts: { id: alertId },
			news2_alert_notices: { id: noticeId },
			discharge_items: { admission_id: admissionId },
			discharge_summaries: { id: summaryId },
			discharge_addenda: { id: addendumId },
			bed_requests: { id: requestId },
			bed_reservations: { id: reservationId }
		}
	};
}
