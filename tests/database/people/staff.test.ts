import { randomUUID } from 'node:crypto';
import {
	at,
	createClinicDoctor,
	createSpecialty,
	createVisitType,
	insertVisit,
	type VisitPlace
} from '../../support/clinic.ts';
import {
	describe,
	expect,
	test,
	testApart,
	type Person,
	type TestDatabase
} from '../../support/database.ts';
import { createWard } from '../../support/ward.ts';

interface Invitation extends Record<string, unknown> {
	id: string;
	staff_id: string;
	email: string;
	invited_by: string;
	sent_at: Date | null;
	sent_count: number;
	accepted_at: Date | null;
	withdrawn_at: Date | null;
}

interface Particulars {
	full_name: string;
	position: string;
	department_id?: string | null;
	ward_ids?: string[];
	role_ids?: string[];
	doctor?: { name: string; specialty_id: string; accepts_patients?: boolean } | null;
}

const nurse = (more: Partial<Particulars> = {}): Particulars => ({
	full_name: 'Nora Newcomer',
	position: 'nurse',
	...more
});

const newDoctor = (specialtyId: string, more: Partial<Particulars> = {}): Particulars => ({
	full_name: 'Dora Newcomer',
	position: 'doctor',
	doctor: { name: 'Dr. Dora Newcomer', specialty_id: specialtyId },
	...more
});

/** An account whose owner has not proven the address yet, as the edge function makes it. */
async function unproven(db: TestDatabase): Promise<Person> {
	const user = await db.createUser('Nora Newcomer', { locale: 'es' });
	await db.rows('update auth.users set email_confirmed_at = null where id = $1', [user.id]);
	return user;
}

const prove = (db: TestDatabase, user: Person) =>
	db.rows('update auth.users set email_confirmed_at = now() where id = $1', [user.id]);

const invite = (db: TestDatabase, email: string, person: Particulars) =>
	db.row<Invitation>('select * from public.invite_staff($1, $2, $3)', [
		email,
		'es',
		JSON.stringify(person)
	]);

const save = (db: TestDatabase, staffId: string, person: Particulars, seen: Date | string) =>
	db.row('select * from public.save_staff($1, $2, $3)', [staffId, JSON.stringify(person), seen]);

/** The version of a colleague's row, in full: a Date would lose the microseconds. */
const versionOf = (db: TestDatabase, staffId: string) =>
	db.value<string>('select updated_at::text from public.staff where id = $1', [staffId]);

const rolesOf = async (db: TestDatabase, person: Person) =>
	(
		await db.rows<{ role_id: string }>(
			'select role_id from public.user_roles where user_id = $1 order by role_id',
			[person.id]
		)
	).map(({ role_id }) => role_id);

const wardsOf = async (db: TestDatabase, staffId: string) =>
	(
		await db.rows<{ ward_id: string }>(
			'select ward_id from public.staff_wards where staff_id = $1',
			[staffId]
		)
	).map(({ ward_id }) => ward_id);

const deactivate = (db: TestDatabase, staffId: string, moves: object = {}) =>
	db.value<Record<string, number>>('select public.deactivate_staff($1, $2)', [
		staffId,
		JSON.stringify(moves)
	]);

interface OpenWork {
	now: number;
	visits: {
		id: string;
		starts_at: string;
		updated_at: string;
		patient_name: string;
		offers: { doctor_id: string; doctor_name: string; starts_at: string }[];
	}[];
	admissions: { id: string; ward: string; patient_name: string | null }[];
	care_team: number;
	wards: { id: string; name: string }[];
}

const openWork = (db: TestDatabase, staffId: string) =>
	db.value<OpenWork>('select public.open_work_of($1)', [staffId]);

/** The version of a visit's row, in full. */
const seenAt = (db: TestDatabase, visit: { id: string }) =>
	db.value<string>('select updated_at::text from public.appointments where id = $1', [visit.id]);

/** Two doctors of one specialty with the same hours; the first has a visit in three days. */
async function twoDoctors(db: TestDatabase) {
	const leaving = await createClinicDoctor(db);
	const staying = await createClinicDoctor(db);
	await db.rows('update public.doctors set specialty_id = $1 where id = $2', [
		leaving.specialtyId,
		staying.doctorId
	]);
	const patient = await db.createPortalPerson();
	const place: VisitPlace = {
		patientId: patient.patientId,
		doctorId: leaving.doctorId,
		visitTypeId: await createVisitType(db),
		startsAt: at(3, '09:00')
	};
	return { leaving, staying, patient, place, visit: await insertVisit(db, place) };
}

describe('inviting', () => {
	test('makes a colleague of the account, with wards, roles and a place among the doctors', async ({
		db
	}) => {
		const admin = await db.createStaff('admin');
		const user = await unproven(db);
		const specialtyId = await createSpecialty(db);
		const ward = await createWard(db);
		const departmentId = await db.createDepartment();
		const invitation = await db.as(admin, () =>
			invite(
				db,
				` ${user.email.toUpperCase()} `,
				newDoctor(specialtyId, { department_id: departmentId, ward_ids: [ward.id] })
			)
		);
		expect(invitation).toMatchObject({
			email: user.email,
			invited_by: admin.id,
			accepted_at: null,
			withdrawn_at: null,
			sent_at: null,
			sent_count: 0
		});
		const staffId = invitation.staff_id;
		expect(await db.row('select * from public.staff where id = $1', [staffId])).toMatchObject({
			user_id: user.id,
			full_name: 'Dora Newcomer',
			position: 'doctor',
			department_id: departmentId,
			active: true
		});
		expect(await db.row('select * from public.doctors where id = $1', [staffId])).toMatchObject({
			name: 'Dr. Dora Newcomer',
			specialty_id: specialtyId,
			accepts_patients: true,
			active: true
		});
		expect(await wardsOf(db, staffId)).toEqual([ward.id]);
		expect(await rolesOf(db, user)).toEqual(['doctor', 'patient']);
		// Who gave the role is known, and in the log.
		expect(
			await db.row(
				`select actor_id, after ->> 'granted_by' as granted_by from audit.events
				 where table_name = 'user_roles' and row_id = $1`,
				[`${user.id}/doctor`]
			)
		).toEqual({ actor_id: admin.id, granted_by: admin.id });
	});

	test('the same again makes nothing twice and brings the person up to date', async ({ db }) => {
		const admin = await db.createStaff('admin');
		const user = await unproven(db);
		const first = await db.as(admin, () => invite(db, user.email, nurse()));
		const second = await db.as(admin, () => invite(db, user.email, nurse()));
		expect(second.id).toBe(first.id);
		const third = await db.as(admin, () =>
			invite(db, user.email, nurse({ full_name: 'Nora N. Newcomer', role_ids: ['receptionist'] }))
		);
		expect(third.id).toBe(first.id);
		expect(await db.count('select from public.staff where user_id = $1', [user.id])).toBe(1);
		expect(await rolesOf(db, user)).toEqual(['patient', 'receptionist']);
		expect(
			await db.value('select full_name from public.staff where id = $1', [first.staff_id])
		).toBe('Nora N. Newcomer');
	});

	test('is accepted when the link in the mail proves the address', async ({ db }) => {
		const admin = await db.createStaff('admin');
		const user = await unproven(db);
		const { id } = await db.as(admin, () => invite(db, user.email, nurse()));
		await prove(db, user);
		expect(
			await db.value('select accepted_at from public.staff_invitations where id = $1', [id])
		).toBeInstanceOf(Date);
	});

	test('links an account that exists, keeps what it was, and tells its owner', async ({ db }) => {
		const admin = await db.createStaff('admin');
		const patient = await db.createPortalPerson();
		await prove(db, patient);
		const invitation = await db.as(admin, () => invite(db, patient.email, nurse()));
		expect(invitation.accepted_at).toBeInstanceOf(Date);
		expect(await rolesOf(db, patient)).toEqual(['nurse', 'patient']);
		expect(await db.count('select from public.portal_links where user_id = $1', [patient.id])).toBe(
			1
		);
		expect(
			await db.value('select kind from public.notifications where user_id = $1', [patient.id])
		).toBe('staff_joined');
	});

	test('refuses an address whose owner works here, or has worked here', async ({ db }) => {
		const admin = await db.createStaff('admin');
		const colleague = await db.createStaff('nurse');
		const former = await db.createStaff('nurse', { active: false });
		const works = await db.refusal(admin, () => invite(db, colleague.email, nurse()));
		expect([works.code, works.hint]).toEqual(['23505', colleague.staffId]);
		expect(works.message).toContain('constraint "staff_user_id_key"');
		const worked = await db.refusal(admin, () => invite(db, former.email, nurse()));
		expect([worked.code, worked.hint]).toEqual(['LN003', former.staffId]);
		expect(await db.count('select from public.staff_invitations')).toBe(
			await db.count('select from public.staff_invitations where staff_id <> all ($1)', [
				[colleague.staffId, former.staffId]
			])
		);
		expect(await db.value('select active from public.staff where id = $1', [former.staffId])).toBe(
			false
		);
	});

	test('refuses what makes no sense by name, and writes nothing', async ({ db }) => {
		const admin = await db.createStaff('admin');
		const user = await unproven(db);
		const specialtyId = await createSpecialty(db);
		const wrong: [Particulars, string][] = [
			[nurse({ full_name: ' ' }), 'full_name'],
			[nurse({ position: 'king' }), 'position'],
			[nurse({ department_id: randomUUID() }), 'department_id'],
			[nurse({ ward_ids: ['nowhere'] }), 'ward_ids'],
			[nurse({ ward_ids: [randomUUID()] }), 'ward_ids'],
			[nurse({ role_ids: ['patient'] }), 'role_ids'],
			[nurse({ role_ids: ['king'] }), 'role_ids'],
			[nurse({ position: 'doctor' }), 'doctor'],
			[newDoctor(specialtyId, { doctor: { name: '', specialty_id: specialtyId } }), 'doctor.name'],
			[newDoctor(randomUUID()), 'doctor.specialty_id']
		];
		for (const [person, field] of wrong) {
			const error = await db.refusal(admin, () => invite(db, user.email, person));
			expect([error.code, error.hint]).toEqual(['22023', field]);
		}
		const address = await db.refusal(admin, () => invite(db, 'no address', nurse()));
		expect([address.code, address.hint]).toEqual(['22023', 'email']);
		const nobody = await db.refusal(admin, () => invite(db, 'nobody@lantern.example', nurse()));
		expect([nobody.code, nobody.hint]).toEqual(['PT404', 'email']);
		expect(await db.count('select from public.staff where user_id = $1', [user.id])).toBe(0);
		expect(await rolesOf(db, user)).toEqual(['patient']);
	});

	testApart('a failure half way leaves nothing half made', async ({ db }) => {
		const admin = await db.createStaff('admin');
		const user = await unproven(db);
		await db.rows(
			`create function pg_temp.fail() returns trigger language plpgsql as 'begin raise exception ''broken''; end'`
		);
		await db.rows(
			'create trigger staff_invitations_999_fail before insert on public.staff_invitations for each row execute function pg_temp.fail()'
		);
		await db.refusal(admin, () => invite(db, user.email, nurse()));
		await db.rows('drop trigger staff_invitations_999_fail on public.staff_invitations');
		expect(await db.count('select from public.staff where user_id = $1', [user.id])).toBe(0);
		expect(await rolesOf(db, user)).toEqual(['patient']);
		const again = await db.as(admin, () => invite(db, user.email, nurse()));
		expect(await db.count('select from public.staff where id = $1', [again.staff_id])).toBe(1);
	});

	test('a withdrawn invitation gives nothing, even to who follows the link, and can be renewed', async ({
		db
	}) => {
		const admin = await db.createStaff('admin');
		const user = await unproven(db);
		const ward = await createWard(db);
		const { id, staff_id } = await db.as(admin, () =>
			invite(db, user.email, nurse({ ward_ids: [ward.id] }))
		);
		const withdrawn = await db.as(admin, () =>
			db.row<Invitation>('select * from public.withdraw_invitation($1)', [id])
		);
		expect(withdrawn).toMatchObject({ withdrawn_by: admin.id, accepted_at: null });
		await prove(db, user);
		expect(await rolesOf(db, user)).toEqual(['patient']);
		expect(await wardsOf(db, staff_id)).toEqual([]);
		expect(
			await db.as(user, () => db.value(`select private.has_permission('patients.read')`))
		).toBe(false);
		for (const call of ['withdraw_invitation', 'note_invitation_sent']) {
			const over = await db.refusal(admin, () => db.rows(`select public.${call}($1)`, [id]));
			expect(over.code).toBe('PT404');
		}

		const renewed = await db.as(admin, () => invite(db, user.email, nurse()));
		expect(renewed.id).not.toBe(id);
		expect(renewed.staff_id).toBe(staff_id);
		expect(await rolesOf(db, user)).toEqual(['nurse', 'patient']);
	});

	test('the mail is noted each time it goes out', async ({ db }) => {
		const admin = await db.createStaff('admin');
		const user = await unproven(db);
		const { id } = await db.as(admin, () => invite(db, user.email, nurse()));
		await db.as(admin, () => db.rows('select public.note_invitation_sent($1)', [id]));
		await db.as(admin, () => db.rows('select public.note_invitation_sent($1)', [id]));
		expect(
			await db.row(
				'select sent_count, sent_at is null as unsent from public.staff_invitations where id = $1',
				[id]
			)
		).toEqual({ sent_count: 2, unsent: false });
	});

	test('nobody but an admin invites, not even themselves', async ({ db }) => {
		const receptionist = await db.createStaff('receptionist');
		const stranger = await db.createUser('Mallory', { role: 'admin', position: 'doctor' });
		for (const person of [receptionist, stranger]) {
			const error = await db.refusal(person, () =>
				invite(db, stranger.email, nurse({ role_ids: ['admin'] }))
			);
			expect([error.code, error.hint]).toEqual(['42501', 'access.manage']);
			for (const write of [
				`insert into public.staff_invitations (staff_id, email, locale) values ('${receptionist.staffId}', '${stranger.email}', 'en')`,
				`insert into public.staff (user_id, full_name, position) values ('${stranger.id}', 'Mallory', 'administrator')`,
				`insert into public.user_roles (user_id, role_id) values ('${stranger.id}', 'admin')`
			]) {
				expect((await db.refusal(person, () => db.rows(write))).code).toBe('42501');
			}
		}
		expect(await rolesOf(db, stranger)).toEqual(['patient']);
		expect(await db.count('select from public.staff where user_id = $1', [stranger.id])).toBe(0);
	});
});

describe('changing a colleague', () => {
	test('changes particulars, wards and roles together', async ({ db }) => {
		const admin = await db.createStaff('admin');
		const colleague = await db.createStaff('nurse');
		const [one, two] = [await createWard(db), await createWard(db)];
		await db.rows('insert into public.staff_wards (staff_id, ward_id) values ($1, $2)', [
			colleague.staffId,
			one.id
		]);
		const seen = await versionOf(db, colleague.staffId);
		await db.as(admin, () =>
			save(
				db,
				colleague.staffId,
				nurse({
					position: 'ward_manager',
					ward_ids: [two.id],
					role_ids: ['ward_manager', 'receptionist']
				}),
				seen
			)
		);
		expect(await wardsOf(db, colleague.staffId)).toEqual([two.id]);
		expect(await rolesOf(db, colleague)).toEqual(['patient', 'receptionist', 'ward_manager']);
		expect(
			await db.row('select full_name, position from public.staff where id = $1', [
				colleague.staffId
			])
		).toEqual({ full_name: 'Nora Newcomer', position: 'ward_manager' });
	});

	test('roles that are not said stay', async ({ db }) => {
		const admin = await db.createStaff('admin');
		const colleague = await db.createStaff('cashier');
		const seen = await versionOf(db, colleague.staffId);
		await db.as(admin, () => save(db, colleague.staffId, nurse(), seen));
		expect(await rolesOf(db, colleague)).toEqual(['cashier', 'patient']);
	});

	test('what somebody else has changed meanwhile is refused and stays theirs', async ({ db }) => {
		const admin = await db.createStaff('admin');
		const colleague = await db.createStaff('nurse');
		const seen = await versionOf(db, colleague.staffId);
		await db.as(admin, () => save(db, colleague.staffId, nurse({ full_name: 'First' }), seen));
		const late = await db.refusal(admin, () =>
			save(db, colleague.staffId, nurse({ full_name: 'Second', role_ids: ['cashier'] }), seen)
		);
		expect(late.code).toBe('LN009');
		expect(
			await db.value('select full_name from public.staff where id = $1', [colleague.staffId])
		).toBe('First');
		expect(await rolesOf(db, colleague)).toEqual(['nurse', 'patient']);
	});

	test('a doctor with visits to come stays one; without, they may become something else', async ({
		db
	}) => {
		const admin = await db.createStaff('admin');
		const { leaving, visit } = await twoDoctors(db);
		const change = async () =>
			save(db, leaving.staffId, nurse(), await versionOf(db, leaving.staffId));
		const error = await db.refusal(admin, change);
		expect([error.code, error.hint]).toEqual(['LN018', 'position']);
		await db.rows(`update public.appointments set status = 'cancelled' where id = $1`, [visit.id]);
		await db.as(admin, change);
		expect(
			await db.value('select active from public.doctors where id = $1', [leaving.doctorId])
		).toBe(false);
	});

	test('the last admin keeps the role', async ({ db }) => {
		const admin = await db.createStaff('admin');
		await db.rows(`delete from public.user_roles where role_id = 'admin' and user_id <> $1`, [
			admin.id
		]);
		const seen = await versionOf(db, admin.staffId);
		const error = await db.refusal(admin, () =>
			save(db, admin.staffId, nurse({ role_ids: ['nurse'] }), seen)
		);
		expect(error.code).toBe('LN007');
		expect(await rolesOf(db, admin)).toEqual(['admin', 'patient']);
	});

	test('when an account was last used, and whether it is shut out, is told to whoever manages access', async ({
		db
	}) => {
		const admin = await db.createStaff('admin');
		const colleague = await db.createStaff('nurse');
		const account = (who: Person) =>
			db.as(who, () =>
				db.rows<{ last_sign_in_at: Date | null; shut_out_until: Date | null }>(
					'select last_sign_in_at, shut_out_until from public.staff_account($1)',
					[colleague.staffId]
				)
			);
		expect(await account(admin)).toEqual([{ last_sign_in_at: null, shut_out_until: null }]);
		const [used, shut] = [new Date('2026-11-01T08:00:00Z'), new Date(Date.now() + 3_600_000)];
		await db.rows('update auth.users set last_sign_in_at = $2, banned_until = $3 where id = $1', [
			colleague.id,
			used,
			shut
		]);
		expect(await account(admin)).toEqual([{ last_sign_in_at: used, shut_out_until: shut }]);
		await db.rows(
			`update auth.users set banned_until = now() - interval '1 second' where id = $1`,
			[colleague.id]
		);
		expect(await account(admin)).toMatchObject([{ shut_out_until: null }]);
		expect((await db.refusal(colleague, () => account(colleague))).code).toBe('42501');
		await db.rows('update public.staff set user_id = null where id = $1', [colleague.staffId]);
		expect(await account(admin)).toEqual([]);
	});

	test('of somebody who is not there is not found', async ({ db }) => {
		const admin = await db.createStaff('admin');
		for (const call of [
			`public.save_staff('${randomUUID()}', '{"full_name": "A", "position": "nurse"}', now())`,
			`public.open_work_of('${randomUUID()}')`,
			`public.staff_account('${randomUUID()}')`,
			`public.deactivate_staff('${randomUUID()}')`,
			`public.reactivate_staff('${randomUUID()}')`
		]) {
			const error = await db.refusal(admin, () => db.rows(`select ${call}`));
			expect([error.code, error.hint], call).toEqual(['PT404', 'p_staff_id']);
		}
	});
});

describe('the staff list', () => {
	test('is found by part of a name without its accents, by address, position, department and state', async ({
		db
	}) => {
		const admin = await db.createStaff('admin');
		const marked = randomUUID().slice(0, 8);
		const present = await db.createStaff('nurse', { name: `Zoë ${marked} Ñandú` });
		const gone = await db.createStaff('nurse', { name: `Ada ${marked} Gone`, active: false });
		const found = async (parameters: string) =>
			(
				await db.as(admin, () =>
					db.rows<{ id: string; total: string }>(
						`select id, total from public.search_staff(${parameters})`
					)
				)
			).map(({ id }) => id);
		for (const query of [`${marked} nandu`, `${marked}nandu`, `${marked}-Nandu`])
			expect(await found(`'${query}'`), query).toEqual([present.staffId]);
		expect(await found(`'${present.email}'`)).toEqual([present.staffId]);
		expect(await found(`'${marked}'`)).toEqual([gone.staffId, present.staffId]);
		expect(await found(`'${marked}', p_state => 'active'`)).toEqual([present.staffId]);
		expect(await found(`'${marked}', p_state => 'inactive'`)).toEqual([gone.staffId]);
		expect(await found(`'${marked}', p_state => 'invited'`)).toEqual([]);
		expect(await found(`'${marked}', p_position => 'cashier'`)).toEqual([]);
		expect(await found(`'${marked}', p_department_id => '${randomUUID()}'`)).toEqual([]);
		expect(await found(`'${marked}', p_limit => 1, p_offset => 1`)).toEqual([present.staffId]);
	});
});

describe('leaving', () => {
	test('shows first what is open, and where the visits could go', async ({ db }) => {
		const admin = await db.createStaff('admin');
		const { leaving, staying, visit, place } = await twoDoctors(db);
		const ward = await createWard(db);
		await db.rows(
			`insert into public.admissions (patient_id, ward_id, attending_id, private) values ($1, $2, $3, true)`,
			[place.patientId, ward.id, leaving.doctorId]
		);
		await db.rows(
			`insert into public.care_team_members (patient_id, staff_id, role) values ($1, $2, 'attending')`,
			[place.patientId, leaving.staffId]
		);
		await db.rows('insert into public.staff_wards (staff_id, ward_id) values ($1, $2)', [
			leaving.staffId,
			ward.id
		]);
		const work = await db.as(admin, () => openWork(db, leaving.staffId));
		expect(work).toMatchObject({
			now: 0,
			visits: [{ id: visit.id }],
			// Who lies there privately is the care team's to know.
			admissions: [{ ward: 'Test ward', patient_name: null }],
			care_team: 1,
			wards: [{ id: ward.id }]
		});
		const [offer] = work.visits[0]?.offers ?? [];
		expect(offer).toMatchObject({ doctor_id: staying.doctorId });
		const away = Date.parse(offer?.starts_at ?? '') - Date.parse(at(3, '09:00'));
		expect(Math.abs(away)).toBeLessThanOrEqual(60 * 60 * 1000);
		expect(work.visits[0]?.offers.length).toBeGreaterThan(1);
	});

	test('is refused while anything is open whatever writes the tables; free of it, nobody books with them', async ({
		db
	}) => {
		const admin = await db.createStaff('admin');
		const { leaving, visit } = await twoDoctors(db);
		const ways: [Person | 'owner', string][] = [
			[admin, 'update public.staff set active = false where id = $1'],
			['owner', 'update public.staff set active = false where id = $1'],
			['owner', 'update public.doctors set active = false where id = $1']
		];
		for (const [actor, sql] of ways) {
			const refused = await db.refusal(actor, () => db.rows(sql, [leaving.staffId]));
			expect([sql, refused.code, refused.hint]).toEqual([sql, 'LN018', 'visits']);
		}
		await db.rows(`update public.appointments set status = 'cancelled' where id = $1`, [visit.id]);
		await db.as(admin, () =>
			db.rows('update public.staff set active = false where id = $1', [leaving.staffId])
		);
		expect(
			await db.value('select active from public.doctors where id = $1', [leaving.doctorId])
		).toBe(false);
	});

	test('is refused while anything is open that nobody was given, and changes nothing', async ({
		db
	}) => {
		const admin = await db.createStaff('admin');
		const { leaving, staying, visit, place } = await twoDoctors(db);
		const ward = await createWard(db);
		const admissionId = await db.value<string>(
			`insert into public.admissions (patient_id, ward_id, attending_id) values ($1, $2, $3) returning id`,
			[place.patientId, ward.id, leaving.doctorId]
		);
		await db.rows(
			`insert into public.care_team_members (patient_id, staff_id, role, since) values ($1, $2, 'attending', now() - interval '1 day')`,
			[place.patientId, leaving.staffId]
		);
		await db.rows('insert into public.staff_wards (staff_id, ward_id) values ($1, $2)', [
			leaving.staffId,
			ward.id
		]);
		const visits = [
			{
				appointment_id: visit.id,
				updated_at: await seenAt(db, visit),
				doctor_id: staying.doctorId,
				starts_at: at(3, '10:00')
			}
		];
		const admissions = [{ admission_id: admissionId, attending_id: staying.doctorId }];
		const care_team = { staff_id: staying.staffId };
		const steps: [object, string][] = [
			[{}, 'visits'],
			[{ visits: [] }, 'visits'],
			[{ visits }, 'admissions'],
			[{ visits, admissions }, 'care_team'],
			[{ visits, admissions, care_team }, 'wards']
		];
		for (const [moves, hint] of steps) {
			const error = await db.refusal(admin, () => deactivate(db, leaving.staffId, moves));
			expect([error.code, error.hint]).toEqual(['LN018', hint]);
		}
		const state = () =>
			db.row(
				`select staff.active, doctors.active as doctor, appointments.doctor_id,
					(select attending_id from public.admissions where id = $2) as attending_id,
					(select count(*)::int from public.care_team_members where staff_id = staff.id and until > now()) as care
				 from public.staff join public.doctors using (id) join public.appointments on appointments.id = $3
				 where staff.id = $1`,
				[leaving.staffId, admissionId, visit.id]
			);
		expect(await state()).toEqual({
			active: true,
			doctor: true,
			doctor_id: leaving.doctorId,
			attending_id: leaving.doctorId,
			care: 1
		});

		const wards = { staff_id: staying.staffId };
		const done = await db.as(admin, () =>
			deactivate(db, leaving.staffId, { visits, admissions, care_team, wards })
		);
		expect(done).toEqual({
			visits_moved: 1,
			visits_left: 0,
			admissions_moved: 1,
			admissions_left: 0,
			care_team: 1,
			messages: 0,
			notes: 0,
			wards: 1
		});
		expect(await state()).toEqual({
			active: false,
			doctor: false,
			doctor_id: staying.doctorId,
			attending_id: staying.doctorId,
			care: 0
		});
		expect(await wardsOf(db, staying.staffId)).toEqual([ward.id]);
		expect(await wardsOf(db, leaving.staffId)).toEqual([]);
		expect(
			await db.count(
				'select from public.care_team_members where staff_id = $1 and patient_id = $2 and until > now()',
				[staying.staffId, place.patientId]
			)
		).toBe(1);
	});

	test('gives the patients to who is in their care for less long already, until the end', async ({
		db
	}) => {
		const admin = await db.createStaff('admin');
		const { leaving, staying, visit, place } = await twoDoctors(db);
		await db.rows(`update public.appointments set status = 'cancelled' where id = $1`, [visit.id]);
		await db.rows(
			`insert into public.care_team_members (patient_id, staff_id, role, since, until) values
				($1, $2, 'attending', now() - interval '1 day', now() + interval '30 days'),
				($1, $3, 'consultant', now() - interval '1 day', now() + interval '1 hour'),
				($1, $3, 'consultant', now() + interval '10 days', now() + interval '11 days')`,
			[place.patientId, leaving.staffId, staying.staffId]
		);
		await db.as(admin, () =>
			deactivate(db, leaving.staffId, { care_team: { staff_id: staying.staffId } })
		);
		expect(
			await db.rows(
				`select role, round(extract(epoch from since - now()) / 3600)::int as since,
					round(extract(epoch from until - now()) / 3600)::int as until
				 from public.care_team_members where staff_id = $1 and patient_id = $2 order by since`,
				[staying.staffId, place.patientId]
			)
		).toEqual([
			{ role: 'consultant', since: -24, until: 1 },
			{ role: 'attending', since: 1, until: 240 },
			{ role: 'consultant', since: 240, until: 264 },
			{ role: 'attending', since: 264, until: 720 }
		]);
	});

	test('ends every right at once, keeps history, and lets the person come back', async ({ db }) => {
		const admin = await db.createStaff('admin');
		const { leaving, place, visit } = await twoDoctors(db);
		const past = await insertVisit(db, { ...place, startsAt: at(-30, '09:00') }, 'completed');
		await db.rows(`update public.appointments set status = 'cancelled' where id = $1`, [visit.id]);
		const may = () =>
			db.as(leaving, () => db.value(`select private.has_permission('charts.read')`));
		expect(await may()).toBe(true);
		await db.as(admin, () => deactivate(db, leaving.staffId));
		expect(await may()).toBe(false);
		// Asked again it does nothing.
		await db.as(admin, () => deactivate(db, leaving.staffId));
		expect(
			await db.value('select doctor_id from public.appointments where id = $1', [past.id])
		).toBe(leaving.doctorId);
		expect(await rolesOf(db, leaving)).toContain('doctor');

		await db.as(admin, () => db.rows('select public.reactivate_staff($1)', [leaving.staffId]));
		expect(await may()).toBe(true);
		expect(
			await db.value('select active from public.doctors where id = $1', [leaving.doctorId])
		).toBe(true);
	});

	test('visits may be left to the reception on purpose, which is told', async ({ db }) => {
		const admin = await db.createStaff('admin');
		const desk = await db.createStaff('receptionist');
		const { leaving, visit } = await twoDoctors(db);
		const done = await db.as(admin, () => deactivate(db, leaving.staffId, { visits: 'reception' }));
		expect(done).toMatchObject({ visits_moved: 0, visits_left: 1 });
		expect(
			await db.value('select doctor_id from public.appointments where id = $1', [visit.id])
		).toBe(leaving.doctorId);
		expect(
			await db.value(
				`select params ->> 'count' from public.notifications where user_id = $1 and kind = 'visits_left'`,
				[desk.id]
			)
		).toBe('1');
		const toRebook = () =>
			db.as(desk, () =>
				db.count('select from public.visits_to_rebook($1) where id = $2', [
					leaving.doctorId,
					visit.id
				])
			);
		expect(await toRebook()).toBe(1);
		// Whoever comes back sees to their visits themselves.
		await db.as(admin, () => db.rows('select public.reactivate_staff($1)', [leaving.staffId]));
		expect(await toRebook()).toBe(0);
	});

	test('a visit that changed, or a time that is taken, is named and nothing is done', async ({
		db
	}) => {
		const admin = await db.createStaff('admin');
		const { leaving, staying, visit, place } = await twoDoctors(db);
		const other = await db.createPortalPerson();
		await insertVisit(db, {
			...place,
			patientId: other.patientId,
			doctorId: staying.doctorId,
			startsAt: at(3, '10:00')
		});
		const updated_at = await seenAt(db, visit);
		const move = (more: object) => ({
			visits: [
				{
					appointment_id: visit.id,
					updated_at,
					doctor_id: staying.doctorId,
					starts_at: at(3, '11:00'),
					...more
				}
			]
		});
		const tried: [object, string][] = [
			[move({ updated_at: '2020-01-01T00:00Z' }), 'LN016'],
			[move({ appointment_id: randomUUID() }), 'LN016'],
			[move({ starts_at: at(3, '10:00') }), '23P01'],
			[move({ starts_at: at(3, '03:00') }), 'LN001'],
			[move({ doctor_id: leaving.doctorId }), '22023'],
			[move({ doctor_id: randomUUID() }), '22023']
		];
		for (const [moves, code] of tried) {
			const error = await db.refusal(admin, () => deactivate(db, leaving.staffId, moves));
			expect(error.code).toBe(code);
			if (code === 'LN001') expect(error.detail).toBe(visit.id);
		}
		expect(await db.value('select active from public.staff where id = $1', [leaving.staffId])).toBe(
			true
		);
	});

	test('waits for the patient who is with the doctor', async ({ db }) => {
		const admin = await db.createStaff('admin');
		const { leaving, place } = await twoDoctors(db);
		await db.rows(
			`insert into public.appointments (patient_id, doctor_id, visit_type_id, starts_at, ends_at, status)
			 values ($1, $2, $3, now() - interval '5 minutes', now() + interval '25 minutes', 'in_consultation')`,
			[place.patientId, place.doctorId, place.visitTypeId]
		);
		const error = await db.refusal(admin, () =>
			deactivate(db, leaving.staffId, { visits: 'reception' })
		);
		expect([error.code, error.hint]).toEqual(['LN018', 'now']);
	});

	test('no other way leads around it: the table refuses, too', async ({ db }) => {
		const admin = await db.createStaff('admin');
		const { leaving } = await twoDoctors(db);
		const error = await db.refusal(admin, () =>
			db.rows('update public.staff set active = false where id = $1', [leaving.staffId])
		);
		expect(error.code).toBe('LN018');
	});

	test('the last admin stays, and an admin who goes sees to their own visits', async ({ db }) => {
		const admin = await db.createStaff('admin');
		await db.rows(`delete from public.user_roles where role_id = 'admin' and user_id <> $1`, [
			admin.id
		]);
		expect((await db.refusal(admin, () => deactivate(db, admin.staffId))).code).toBe('LN007');

		const { leaving, staying, visit } = await twoDoctors(db);
		const updated_at = await seenAt(db, visit);
		await db.rows(`insert into public.user_roles (user_id, role_id) values ($1, 'admin')`, [
			leaving.id
		]);
		const done = await db.as(leaving, () =>
			deactivate(db, leaving.staffId, {
				visits: [
					{
						appointment_id: visit.id,
						updated_at,
						doctor_id: staying.doctorId,
						starts_at: at(3, '09:00')
					}
				]
			})
		);
		expect(done).toMatchObject({ visits_moved: 1 });
		expect(await db.value('select active from public.staff where id = $1', [leaving.staffId])).toBe(
			false
		);
	});
});

describe('the directory', () => {
	test('tells admins once a transaction that it changed, and nobody what', async ({ db }) => {
		const admin = await db.createStaff('admin');
		await db.rows(`select set_config('lantern.announced', '', true)`);
		const heard = () =>
			db.rows<{ payload: Record<string, unknown> }>(
				// Of this transaction alone: tests beside it change the directory as well.
				`select payload from realtime.messages where topic = 'admin' and event = 'directory_changed'
					and pg_xact_status(xmin::text::xid8) = 'in progress'`
			);
		const before = (await heard()).length;
		await db.as(admin, async () => {
			const id = await db.value<string>(
				`insert into public.departments (code, name) values ($1, 'New department') returning id`,
				[randomUUID().slice(0, 8).toUpperCase()]
			);
			await db.rows(`update public.departments set name = 'Newer department' where id = $1`, [id]);
		});
		const news = (await heard()).slice(before);
		expect(news).toHaveLength(1);
		expect(Object.keys(news[0]?.payload ?? {}).sort()).toEqual(['id', 'transaction']);
	});

	test('a specialty that is practised cannot be closed', async ({ db }) => {
		const admin = await db.createStaff('admin');
		const doctor = await db.createDoctor();
		const close = () =>
			db.rows('update public.specialties set active = false where id = $1', [doctor.specialtyId]);
		const error = await db.refusal(admin, close);
		expect(error.constraint).toBe('specialties_inactive_unstaffed');
		await db.rows('update public.doctors set active = false where id = $1', [doctor.doctorId]);
		await db.as(admin, close);
		expect(
			await db.value('select active from public.specialties where id = $1', [doctor.specialtyId])
		).toBe(false);
	});

	test('patients see who takes patients, with the first free time', async ({ db }) => {
		const doctor = await createClinicDoctor(db);
		const patient = await db.createPortalPerson();
		const visitTypeId = await createVisitType(db, {
			specialtyId: doctor.specialtyId,
			duration: 5
		});
		const listed = () =>
			db.as(patient, () =>
				db.rows<{ doctor_id: string; visit_type_id: string; next_free_at: Date | null }>(
					'select doctor_id, visit_type_id, next_free_at from public.doctor_listing($1)',
					[doctor.specialtyId]
				)
			);
		const [row] = await listed();
		expect(row).toMatchObject({ doctor_id: doctor.doctorId, visit_type_id: visitTypeId });
		expect(row?.next_free_at?.getTime()).toBeGreaterThan(Date.now());
		await db.rows('update public.doctors set accepts_patients = false where id = $1', [
			doctor.doctorId
		]);
		expect(await listed()).toEqual([]);
	});
});

describe('who keeps the directory', () => {
	test('gives nobody wards or a place among the doctors, themselves neither', async ({ db }) => {
		const keeper = await db.createStaff('cashier');
		await db.rows(
			`insert into public.role_permissions (role_id, permission_id) values ('cashier', 'directory.manage')`
		);
		const ward = await createWard(db);
		const specialtyId = await db.createSpecialty();
		const doctor = await db.createDoctor({ specialtyId });
		const writes: [string, unknown[]][] = [
			[
				'insert into public.staff_wards (staff_id, ward_id) values ($1, $2)',
				[keeper.staffId, ward.id]
			],
			[
				`insert into public.doctors (id, specialty_id, name) values ($1, $2, 'Dr. Myself')`,
				[keeper.staffId, specialtyId]
			],
			['update public.doctors set active = true where id = $1', [doctor.doctorId]]
		];
		for (const [sql, values] of writes) {
			expect([sql, (await db.refusal(keeper, () => db.rows(sql, values))).code]).toEqual([
				sql,
				'42501'
			]);
		}
		await db.as(keeper, () =>
			db.rows(`update public.doctors set name = 'Dr. Corrected' where id = $1`, [doctor.doctorId])
		);
	});
});

describe('who holds a permission', () => {
	test('has one answer, and somebody who left holds none', async ({ db }) => {
		const gone = await db.createStaff('receptionist');
		const here = await db.createStaff('receptionist');
		await db.rows('update public.staff set active = false where id = $1', [gone.staffId]);
		const answers = (person: Person & { staffId: string }) =>
			db.row(
				`select private.person_may($1, 'patients.manage') as person,
					private.staff_holds($2, 'patients.manage') as staff,
					exists (select from private.people_holding('patients.manage') as id where id = $1) as holding,
					exists (select from private.people_with('patients.manage', null) as id where id = $1) as with_ward`,
				[person.id, person.staffId]
			);
		expect(await answers(gone)).toEqual({
			person: false,
			staff: false,
			holding: false,
			with_ward: false
		});
		expect(await answers(here)).toMatchObject({ person: true, staff: true, holding: true });
	});
});
