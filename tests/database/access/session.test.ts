import { randomUUID } from 'node:crypto';
import { vi } from 'vitest';
import {
	connect,
	databaseUrl,
	describe,
	expect,
	test,
	testApart,
	TestDatabase,
	type Person
} from '../../support/database.ts';
import { anonymousClient, demoPassword } from '../../support/people.ts';
import { testStack } from '../../support/stack.ts';

interface Access {
	user_id: string;
	name: string;
	kind: string;
	roles: string[];
	permissions: string[];
	staff_id: string | null;
	doctor_id: string | null;
	ward_ids: string[];
	patient_ids: string[];
	locale: string;
}

const currentAccess = (db: TestDatabase, actor: Person | 'anon') =>
	db.as(actor, () => db.value<Access | null>('select public.current_access()'));

const may = (db: TestDatabase, actor: Person, permission: string) =>
	db.as(actor, () => db.value<boolean>('select private.has_permission($1)', [permission]));

/** Topics and events the owner has announced to somebody in this test. */
const announced = (db: TestDatabase, person: Person) =>
	db.rows<{ event: string }>(
		'select event from realtime.messages where topic = $1 order by inserted_at',
		[`user:${person.id}`]
	);

/** Leaves `keep` as the only admins for the rest of the test, whoever else the database holds. */
const onlyAdmins = (db: TestDatabase, ...keep: Person[]) =>
	db.rows(`delete from public.user_roles where role_id = 'admin' and user_id <> all ($1)`, [
		keep.map((person) => person.id)
	]);

describe('registering', () => {
	test('makes a profile and a patient, whatever the metadata claims', async ({ db }) => {
		const user = await db.createUser('Mallory', {
			role: 'admin',
			roles: ['admin'],
			kind: 'admin',
			permissions: ['access.manage'],
			is_admin: true,
			staff_id: randomUUID()
		});
		expect(await currentAccess(db, user)).toEqual({
			user_id: user.id,
			name: 'Mallory',
			email: user.email,
			position: null,
			kind: 'patient',
			roles: ['patient'],
			permissions: [],
			staff_id: null,
			doctor_id: null,
			ward_ids: [],
			patient_ids: [],
			locale: 'en',
			lacks: null,
			as_of: expect.stringMatching(/^\d{13} \d+:\d+:[\d,]*$/)
		});
	});

	test('heeds nothing in a token but whose it is', async ({ db }) => {
		const user = await db.createUser();
		const allowed = await db.as(user, async () => {
			await db.rows(`select set_config('request.jwt.claims', $1, true)`, [
				JSON.stringify({
					sub: user.id,
					role: 'authenticated',
					user_metadata: { role: 'admin' },
					app_metadata: { role: 'admin', roles: ['admin'] }
				})
			]);
			return db.value<boolean>(`select private.has_permission('access.manage')`);
		});
		expect(allowed).toBe(false);
	});

	const odd: [string, string | null, { full_name: string; locale: string }][] = [
		['no metadata', null, { full_name: '', locale: 'en' }],
		['an array', '[1, 2]', { full_name: '', locale: 'en' }],
		['a bare text', '"admin"', { full_name: '', locale: 'en' }],
		['a name that is an object', '{"full_name": {"a": 1}}', { full_name: '', locale: 'en' }],
		[
			'a locale nobody knows',
			'{"locale": "xx", "full_name": "Ana"}',
			{ full_name: 'Ana', locale: 'en' }
		],
		['a locale that is a list', '{"locale": ["es"]}', { full_name: '', locale: 'en' }],
		[
			'Spanish',
			'{"locale": "es", "full_name": " Ana\\n\\tRuiz "}',
			{ full_name: 'Ana Ruiz', locale: 'es' }
		],
		[
			'an endless name',
			`{"full_name": "${'x'.repeat(5000)}"}`,
			{ full_name: 'x'.repeat(120), locale: 'en' }
		]
	];
	for (const [what, metadata, profile] of odd) {
		test(`does not fail on ${what}`, async ({ db }) => {
			const id = randomUUID();
			await db.rows(
				`insert into auth.users (id, aud, role, email, raw_user_meta_data)
				 values ($1, 'authenticated', 'authenticated', $2, $3)`,
				[id, `${id}@lantern.example`, metadata]
			);
			expect(
				await db.row('select full_name, locale from public.profiles where id = $1', [id])
			).toEqual(profile);
		});
	}

	test('works without an address, and the profile follows a change of it', async ({ db }) => {
		const user = await db.createUser();
		await db.rows('update auth.users set email = $2 where id = $1', [user.id, `new-${user.email}`]);
		const email = () => db.value('select email from public.profiles where id = $1', [user.id]);
		expect(await email()).toBe(`new-${user.email}`);
		await db.rows('update auth.users set email = null where id = $1', [user.id]);
		expect(await email()).toBeNull();
	});
});

describe('current_access', () => {
	test('is null for strangers and for accounts that are gone', async ({ db }) => {
		expect(await currentAccess(db, 'anon')).toBeNull();
		const user = await db.createUser();
		await db.rows('delete from auth.users where id = $1', [user.id]);
		expect(await currentAccess(db, user)).toBeNull();
	});

	test('names the strongest kind, every permission once, and the ids that go with it', async ({
		db
	}) => {
		const doctor = await db.createDoctor({ name: 'Dr. Amara Osei' });
		await db.rows(`insert into public.user_roles (user_id, role_id) values ($1, 'nurse')`, [
			doctor.id
		]);
		const both = await db.rows<{ id: string }>(
			`select distinct permission_id as id from public.role_permissions where role_id in ('doctor', 'nurse') order by id`
		);
		expect(both.length).toBeGreaterThan(10);
		expect(await currentAccess(db, doctor)).toMatchObject({
			name: 'Dr. Amara Osei',
			kind: 'doctor',
			roles: ['doctor', 'nurse', 'patient'],
			permissions: both.map(({ id }) => id),
			staff_id: doctor.staffId,
			doctor_id: doctor.doctorId
		});
	});

	test('gives an admin every permission there is', async ({ db }) => {
		const admin = await db.createStaff('admin');
		const permissions = await db.rows<{ id: string }>(
			'select id from public.permissions order by id'
		);
		expect((await currentAccess(db, admin))?.permissions).toEqual(permissions.map(({ id }) => id));
	});

	test('leaves somebody who has left the hospital what they are as a patient', async ({ db }) => {
		const nurse = await db.createStaff('nurse', { active: false });
		expect(await currentAccess(db, nurse)).toMatchObject({
			kind: 'patient',
			roles: ['patient'],
			permissions: [],
			staff_id: null
		});
		expect(await may(db, nurse, 'patients.read')).toBe(false);
	});
});

describe('granting and revoking', () => {
	test('holds at the very next statement and is announced to the person', async ({ db }) => {
		const admin = await db.createStaff('admin');
		const user = await db.createUser();
		const before = (await announced(db, user)).length;

		await db.as(admin, () => db.rows(`select public.grant_role($1, 'receptionist')`, [user.id]));
		expect(await may(db, user, 'patients.manage')).toBe(true);
		await db.as(admin, () => db.rows(`select public.revoke_role($1, 'receptionist')`, [user.id]));
		expect(await may(db, user, 'patients.manage')).toBe(false);

		expect((await announced(db, user)).slice(before)).toEqual([
			{ event: 'access_changed' },
			{ event: 'access_changed' }
		]);
	});

	test('twice is once, and tells who granted', async ({ db }) => {
		const admin = await db.createStaff('admin');
		const user = await db.createUser();
		const grant = () => db.rows(`select public.grant_role($1, 'cashier')`, [user.id]);
		await db.as(admin, grant);
		await db.as(admin, grant);
		expect(
			await db.rows(
				`select granted_by from public.user_roles where user_id = $1 and role_id = 'cashier'`,
				[user.id]
			)
		).toEqual([{ granted_by: admin.id }]);
	});

	for (const role of ['doctor', 'ward_manager', 'receptionist'] as const) {
		test(`is not for a ${role}, not even for themselves`, async ({ db }) => {
			const person = await db.createStaff(role);
			for (const call of ['grant_role', 'revoke_role']) {
				const error = await db.refusal(person, () =>
					db.rows(`select public.${call}($1, 'admin')`, [person.id])
				);
				expect(error.code).toBe('42501');
			}
			expect(await may(db, person, 'access.manage')).toBe(false);
		});
	}

	test('names who or what is not there', async ({ db }) => {
		const admin = await db.createStaff('admin');
		const refused = (sql: string) => db.refusal(admin, () => db.rows(sql));
		expect(await refused(`select public.grant_role(gen_random_uuid(), 'nurse')`)).toMatchObject({
			code: 'PT404',
			hint: 'p_user_id'
		});
		expect(await refused(`select public.grant_role('${admin.id}', 'emperor')`)).toMatchObject({
			code: 'PT404',
			hint: 'p_role_id'
		});
		expect(await refused(`select public.revoke_role('${admin.id}', 'nurse')`)).toMatchObject({
			code: 'PT404'
		});
	});

	test('dismissing somebody takes everything at once and tells them', async ({ db }) => {
		const admin = await db.createStaff('admin');
		const nurse = await db.createStaff('nurse');
		const before = (await announced(db, nurse)).length;
		await db.as(admin, () =>
			db.rows('update public.staff set active = false where id = $1', [nurse.staffId])
		);
		expect(await may(db, nurse, 'patients.read')).toBe(false);
		expect(await db.as(nurse, () => db.value('select private.is_staff()'))).toBe(false);
		expect(await db.as(nurse, () => db.value('select private.current_staff_id()'))).toBeNull();
		expect((await announced(db, nurse)).slice(before)).toEqual([{ event: 'access_changed' }]);
	});
});

test('a ward given and taken opens and closes its board, and the person is told', async ({
	db
}) => {
	const admin = await db.createStaff('admin');
	const nurse = await db.createStaff('nurse');
	const wardId = await db.value<string>(
		`insert into public.wards (department_id, code, name)
		 values ($1, upper(left(gen_random_uuid()::text, 8)), 'Ward') returning id`,
		[await db.createDepartment()]
	);
	const wards = async () => (await currentAccess(db, nurse))?.ward_ids;
	const before = (await announced(db, nurse)).length;

	await db.as(admin, () =>
		db.rows('insert into public.staff_wards (staff_id, ward_id) values ($1, $2)', [
			nurse.staffId,
			wardId
		])
	);
	expect(await wards()).toEqual([wardId]);
	await db.as(admin, () =>
		db.rows('delete from public.staff_wards where staff_id = $1', [nurse.staffId])
	);
	expect(await wards()).toEqual([]);
	expect((await announced(db, nurse)).slice(before)).toEqual([
		{ event: 'access_changed' },
		{ event: 'access_changed' }
	]);
});

describe('the last admin', () => {
	test('cannot be revoked, dismissed or deleted, and stays what they are', async ({ db }) => {
		const admin = await db.createStaff('admin');
		await onlyAdmins(db, admin);
		const ways = [
			`select public.revoke_role('${admin.id}', 'admin')`,
			`update public.staff set active = false where id = '${admin.staffId}'`
		];
		for (const way of ways) {
			expect((await db.refusal(admin, () => db.rows(way))).code).toBe('LN007');
		}
		const byOwner = [
			`delete from auth.users where id = '${admin.id}'`,
			`update public.user_roles set role_id = 'nurse' where user_id = '${admin.id}' and role_id = 'admin'`,
			`update auth.users set banned_until = now() + interval '1 hour' where id = '${admin.id}'`,
			`update auth.users set deleted_at = now() where id = '${admin.id}'`
		];
		for (const way of byOwner) {
			expect((await db.refusal('owner', () => db.rows(way))).code).toBe('LN007');
		}
		expect(await may(db, admin, 'access.manage')).toBe(true);
	});

	test('may go once there is another, but not while the other is dismissed or banned', async ({
		db
	}) => {
		const admin = await db.createStaff('admin');
		const other = await db.createStaff('admin');
		await onlyAdmins(db, admin, other);
		const revoke = () => db.rows(`select public.revoke_role($1, 'admin')`, [admin.id]);

		await db.as(admin, () =>
			db.rows('update public.staff set active = false where id = $1', [other.staffId])
		);
		expect((await db.refusal(admin, revoke)).code).toBe('LN007');
		await db.as(admin, () =>
			db.rows('update public.staff set active = true where id = $1', [other.staffId])
		);
		const ban = (until: string) =>
			db.rows(`update auth.users set banned_until = ${until} where id = $1`, [other.id]);
		await ban(`now() + interval '1 hour'`);
		expect((await db.refusal(admin, revoke)).code).toBe('LN007');
		await ban('null');
		await db.as(admin, revoke);
		expect(await may(db, admin, 'access.manage')).toBe(false);
	});

	test('cannot lose what makes an admin', async ({ db }) => {
		const admin = await db.createStaff('admin');
		const error = await db.refusal('owner', () =>
			db.rows(`delete from public.role_permissions where role_id = 'admin'`)
		);
		expect(error.code).toBe('LN007');
		expect(await may(db, admin, 'access.manage')).toBe(true);
	});

	test('stays when two admins revoke each other at the same moment', async ({ db }) => {
		// The check waits for a lock before it looks: while one revocation is open, another waits.
		const rival = await connect();
		try {
			const admin = await db.createStaff('admin');
			const other = await db.createStaff('admin');
			await db.as(admin, () => db.rows(`select public.revoke_role($1, 'admin')`, [other.id]));
			const lock = `select pg_try_advisory_xact_lock(hashtext('lantern.keep_an_admin')) as free`;
			expect((await rival.query(lock)).rows).toEqual([{ free: false }]);
		} finally {
			await rival.end();
		}
	});
});

describe('the audit log', () => {
	interface AuditEvent {
		actor_id: string | null;
		actor_name: string | null;
		role: string;
		action: string;
		patient_id: string | null;
		before: Record<string, unknown> | null;
		after: Record<string, unknown> | null;
		ip: string | null;
		user_agent: string | null;
	}
	const eventsOf = (db: TestDatabase, table: string, rowId: string) =>
		db.rows<AuditEvent>(
			'select * from audit.events where table_name = $1 and row_id = $2 order by id',
			[table, rowId]
		);

	test('tells who changed what, from what to what, and from where', async ({ db }) => {
		const receptionist = await db.createStaff('receptionist', { name: 'Rosa Vidal' });
		const patientId = await db.createPatient({ phone: '+34600111222' });
		await db.as(receptionist, async () => {
			await db.rows(`select set_config('request.headers', $1, true)`, [
				JSON.stringify({ 'x-forwarded-for': '10.0.0.1, 203.0.113.7', 'user-agent': 'Lantern test' })
			]);
			await db.rows(`update public.patients set phone = '+34600333444' where id = $1`, [patientId]);
		});
		const [created, changed, ...more] = await eventsOf(db, 'patients', patientId);
		expect(more).toEqual([]);
		expect(created).toMatchObject({
			actor_id: null,
			role: 'postgres',
			action: 'insert',
			patient_id: patientId,
			before: null,
			after: { id: patientId, phone: '+34600111222' }
		});
		expect(changed).toMatchObject({
			actor_id: receptionist.id,
			actor_name: 'Rosa Vidal',
			role: 'authenticated',
			action: 'update',
			patient_id: patientId,
			before: { phone: '+34600111222' },
			after: { phone: '+34600333444' },
			ip: '203.0.113.7',
			user_agent: 'Lantern test'
		});
		expect(Object.keys(changed?.after ?? {})).toEqual(['phone']);
	});

	test('keeps the whole of what was deleted, and finds rows by composite keys', async ({ db }) => {
		const admin = await db.createStaff('admin');
		const user = await db.createUser();
		await db.as(admin, () => db.rows(`select public.grant_role($1, 'nurse')`, [user.id]));
		await db.as(admin, () => db.rows(`select public.revoke_role($1, 'nurse')`, [user.id]));
		const events = await eventsOf(db, 'user_roles', `${user.id}/nurse`);
		expect(events.map(({ action, actor_id }) => ({ action, actor_id }))).toEqual([
			{ action: 'insert', actor_id: admin.id },
			{ action: 'delete', actor_id: admin.id }
		]);
		expect(events[1]?.before).toMatchObject({ user_id: user.id, granted_by: admin.id });
	});

	test('is silent about writes that change nothing, and survives odd headers', async ({ db }) => {
		const patientId = await db.createPatient();
		await db.rows(`select set_config('request.headers', 'not json', true)`);
		await db.rows('update public.patients set city = city where id = $1', [patientId]);
		await db.rows(`update public.patients set city = 'Vigo' where id = $1`, [patientId]);
		const events = await eventsOf(db, 'patients', patientId);
		expect(events.map(({ action }) => action)).toEqual(['insert', 'update']);
		expect(events[1]).toMatchObject({ ip: null, user_agent: null });
	});

	for (const statement of [
		`update audit.events set actor_name = 'nobody'`,
		'delete from audit.events',
		'truncate audit.events'
	]) {
		// Apart: a refused truncate has locked the whole table first.
		testApart(`refuses “${statement}” to everybody, the owner included`, async ({ db }) => {
			await db.createPatient();
			const count = () => db.value<number>('select count(*)::int from audit.events');
			const before = await count();
			const admin = await db.createStaff('admin');
			const after = await count();
			for (const actor of ['owner', 'service_role', 'anon', admin] as const) {
				expect((await db.refusal(actor, () => db.rows(statement))).code).toBe('42501');
			}
			expect(after).toBeGreaterThan(before);
			// Tests beside this one commit, and are logged too.
			expect(await count()).toBeGreaterThanOrEqual(after);
		});
	}

	test('refuses the owner even with ordinary triggers switched off', async ({ db }) => {
		expect(
			await db.rows(
				`select distinct tgenabled from pg_trigger where tgname like 'events%100_refuse_change'
				 union select tgenabled from pg_trigger where tgname like 'events%100_refuse_truncate'`
			)
		).toEqual([{ tgenabled: 'A' }]);
	});

	test('is read by admins, filtered and newest first', async ({ db }) => {
		const admin = await db.createStaff('admin');
		const patientId = await db.createPatient();
		await db.rows(`update public.patients set city = 'Lugo' where id = $1`, [patientId]);
		const read = (sql: string) => db.as(admin, () => db.rows<{ action: string }>(sql, [patientId]));
		expect(
			(await read('select action from public.audit_events(p_patient_id => $1)')).map(
				(row) => row.action
			)
		).toEqual(['update', 'insert']);
		expect(
			await read('select action from public.audit_events(p_patient_id => $1, p_limit => 1)')
		).toEqual([{ action: 'update' }]);
		expect(
			await read(
				`select action from public.audit_events(p_table => 'allergies', p_patient_id => $1)`
			)
		).toEqual([]);
		expect(
			await read(
				`select action from public.audit_events(p_until => now() - interval '1 day', p_patient_id => $1)`
			)
		).toEqual([]);
	});

	test('is read by nobody else', async ({ db }) => {
		const doctor = await db.createStaff('doctor');
		for (const sql of ['select * from public.audit_events()', 'select * from audit.events']) {
			expect((await db.refusal(doctor, () => db.rows(sql))).code).toBe('42501');
			expect((await db.refusal('anon', () => db.rows(sql))).code).toBe('42501');
		}
	});
});

describe('wrong passwords', () => {
	interface Answer {
		decision: 'continue' | 'reject';
		message?: string;
	}
	interface Attempts {
		failures: number;
		/** How long the last failure made the account wait. */
		seconds: number | null;
	}
	const ask = 'select private.limit_password_attempts($1)';
	/** As the auth service says it of every wrong password, and of addresses without an account. */
	const wrongInItsOwnWords = 'Invalid login credentials';
	/** What the auth service's hook answers to a sign-in. */
	const attempt = (db: TestDatabase, { id }: Person, valid: boolean) =>
		db.as('supabase_auth_admin', () => db.value<Answer>(ask, [{ user_id: id, valid }]));
	const attemptsOf = (db: TestDatabase, { id }: Person) =>
		db.row<Attempts>(
			`select failures, extract(epoch from locked_until - last_failed_at)::float as seconds
			 from private.attempts where user_id = $1`,
			[id]
		);
	/** Lets time go by for one account. */
	const pass = (db: TestDatabase, { id }: Person, time: string) =>
		db.rows(
			`update private.attempts
			 set last_failed_at = last_failed_at - $2::interval, locked_until = locked_until - $2::interval
			 where user_id = $1`,
			[id, time]
		);
	/** Somebody who failed so often that the next failure costs long enough for a slow test. */
	const failed = (db: TestDatabase, { id }: Person, failures = 104) =>
		db.rows(
			`insert into private.attempts (what, user_id, failures, last_failed_at)
			 values ('password', $1, $2, clock_timestamp())`,
			[id, failures]
		);

	test('cost a second from the hundredth on, then twice as long each, 15 minutes at most', async ({
		db
	}) => {
		const user = await db.createUser();
		await failed(db, user, 95);
		const answers: Answer[] = [];
		const waits: (number | null)[] = [];
		for (let nth = 96; nth <= 111; nth++) {
			answers.push(await attempt(db, user, false));
			const { seconds } = await attemptsOf(db, user);
			waits.push(seconds);
			await pass(db, user, `${seconds ?? 0} seconds`);
		}
		const expected = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900];
		expect(waits).toEqual([null, null, null, null, ...expected]);
		expect(answers).toEqual([
			...Array.from({ length: 4 }, () => ({ decision: 'continue' })),
			...expected.map(() => ({ decision: 'reject', message: wrongInItsOwnWords }))
		]);
	});

	test('shut out the right one too while the wait lasts, and do not lengthen it', async ({
		db
	}) => {
		const user = await db.createUser();
		await failed(db, user);
		await attempt(db, user, false);
		const before = await db.row('select * from private.attempts where user_id = $1', [user.id]);
		for (const valid of [true, false, true]) {
			const { decision, message } = await attempt(db, user, valid);
			expect(decision).toBe('reject');
			expect(message).toBe(wrongInItsOwnWords);
		}
		expect(await db.row('select * from private.attempts where user_id = $1', [user.id])).toEqual(
			before
		);
	});

	test('are forgotten with the right one after the wait', async ({ db }) => {
		const user = await db.createUser();
		await failed(db, user);
		await attempt(db, user, false);
		await pass(db, user, '32 seconds');
		expect(await attempt(db, user, true)).toEqual({ decision: 'continue' });
		expect(await attempt(db, user, false)).toEqual({ decision: 'continue' });
		expect(await attemptsOf(db, user)).toEqual({ failures: 1, seconds: null });
	});

	for (const [what, failures, time, after] of [
		['14 quiet minutes after the last', 2, '14 minutes', 3],
		['15 quiet minutes after the last', 2, '15 minutes', 1],
		['14 quiet minutes after the wait', 109, '29 minutes', 111],
		['15 quiet minutes after the wait', 109, '30 minutes', 1]
	] as const) {
		test(`${after === 1 ? 'are forgotten' : 'still count'} ${what}`, async ({ db }) => {
			const user = await db.createUser();
			await failed(db, user, failures);
			// The hundred and tenth makes the account wait for a quarter of an hour.
			if (failures > 99) await attempt(db, user, false);
			await pass(db, user, time);
			await attempt(db, user, false);
			expect((await attemptsOf(db, user)).failures).toBe(after);
		});
	}

	test('of one account are nothing to another', async ({ db }) => {
		const [user, other] = [await db.createUser(), await db.createUser()];
		await failed(db, user);
		await attempt(db, user, false);
		expect(await attempt(db, other, true)).toEqual({ decision: 'continue' });
		expect(await attempt(db, other, false)).toEqual({ decision: 'continue' });
	});

	test('of strangers do not keep the owner out on a device of theirs, and a guess on it is one', async ({
		db
	}) => {
		const user = await db.createUser();
		const [device, other] = ['A'.repeat(43), 'B'.repeat(43)];
		await db.as(user, () => db.rows('select public.remember_device($1)', [device]));
		const isKnown = (token: string | null, email = user.email) =>
			db.as('anon', () => db.value<boolean>('select public.excuse_device($1, $2)', [email, token]));
		await failed(db, user);
		await attempt(db, user, false);
		for (const token of [other, '', null]) expect(await isKnown(token)).toBe(false);
		expect(await isKnown(device, 'somebody@example.org')).toBe(false);
		expect((await attempt(db, user, true)).decision).toBe('reject');

		expect(await isKnown(device, user.email.toUpperCase())).toBe(true);
		expect((await attempt(db, user, false)).decision).toBe('reject');
		expect((await attempt(db, user, true)).decision).toBe('continue');
		expect((await attemptsOf(db, user)).failures).toBe(105);
		await db.rows(`update private.known_devices set excused_until = now() - interval '1 second'`);
		expect((await attempt(db, user, true)).decision).toBe('reject');
	});

	test('cannot be had again on a device when the password is new', async ({ db }) => {
		const user = await db.createUser();
		const device = 'A'.repeat(43);
		await db.as(user, () => db.rows('select public.remember_device($1)', [device]));
		await db.rows(`update auth.users set encrypted_password = 'another' where id = $1`, [user.id]);
		const known = 'select public.excuse_device($1, $2)';
		expect(await db.as('anon', () => db.value(known, [user.email, device]))).toBe(false);
	});

	test('twenty devices are remembered, and only by their secrets’ form', async ({ db }) => {
		const user = await db.createUser();
		for (let nth = 0; nth < 25; nth++) {
			const token = String(nth).padStart(43, '0');
			await db.as(user, () => db.rows('select public.remember_device($1)', [token]));
			await db.rows(
				`update private.known_devices set seen_at = seen_at - interval '1 hour' where user_id = $1`,
				[user.id]
			);
		}
		const count = 'select count(*)::int from private.known_devices where user_id = $1';
		expect(await db.value(count, [user.id])).toBe(20);
		for (const token of ['short', null, `${'A'.repeat(42)}!`]) {
			const error = await db.refusal(user, () =>
				db.rows('select public.remember_device($1)', [token])
			);
			expect(error).toMatchObject({ code: '22023', hint: 'p_token' });
		}
	});

	test('are all in the audit log, and the right one is not', async ({ db }) => {
		const user = await db.createUser();
		await attempt(db, user, true);
		await attempt(db, user, false);
		await attempt(db, user, true);
		await db.rows('update private.attempts set failures = 104 where user_id = $1', [user.id]);
		await attempt(db, user, false);
		await attempt(db, user, true);
		const events = await db.rows<{ after: object }>(
			`select actor_id, role, action, before, after, ip from audit.events
			 where table_name = 'auth.users' and row_id = $1 order by id`,
			[user.id]
		);
		const logged = {
			actor_id: null,
			role: 'supabase_auth_admin',
			action: 'sign_in_failed',
			before: null,
			ip: null
		};
		const until = expect.stringMatching(/^\d{4}-/) as string;
		expect(events).toEqual([
			{ ...logged, after: { failures: 1, locked_until: null, while_waiting: false } },
			{ ...logged, after: { failures: 105, locked_until: until, while_waiting: false } },
			{ ...logged, after: { failures: 105, locked_until: until, while_waiting: true } }
		]);
	});

	test('are counted by the auth service alone', async ({ db }) => {
		const admin = await db.createStaff('admin');
		const event = { user_id: admin.id, valid: false };
		for (const actor of ['anon', 'service_role', admin] as const) {
			expect((await db.refusal(actor, () => db.rows(ask, [event]))).code).toBe('42501');
		}
		for (const actor of ['anon', 'service_role', 'supabase_auth_admin', admin] as const) {
			const error = await db.refusal(actor, () => db.rows('table private.attempts'));
			expect(error.code).toBe('42501');
		}
	});

	test('sent twenty at once count one by one', async () => {
		const owner = await connect();
		const db = new TestDatabase(owner);
		const user = await db.createUser();
		const asAuthService = new URL(databaseUrl());
		asAuthService.username = 'supabase_auth_admin';
		const rivals = await Promise.all(Array.from({ length: 20 }, () => connect(asAuthService.href)));
		try {
			await failed(db, user);
			// Held until all twenty have come: whoever looked before queueing would find no wait.
			await owner.query('begin');
			await db.rows('select from private.attempts where user_id = $1 for update', [user.id]);
			const pids = await Promise.all(
				rivals.map((rival) => new TestDatabase(rival).value('select pg_backend_pid()'))
			);
			const answers = rivals.map(async (rival) => {
				const { rows } = await rival.query<{ answer: Answer }>(`${ask} as answer`, [
					{ user_id: user.id, valid: false }
				]);
				return rows[0]?.answer.decision;
			});
			await vi.waitUntil(
				async () =>
					(await db.value<number>(
						`select count(*)::int from pg_stat_activity where pid = any ($1) and wait_event_type = 'Lock'`,
						[pids]
					)) === rivals.length,
				{ timeout: 30_000 }
			);
			await owner.query('commit');
			expect(new Set(await Promise.all(answers))).toEqual(new Set(['reject']));
			expect(await attemptsOf(db, user)).toEqual({ failures: 105, seconds: 32 });
			expect(
				await db.row(
					`select count(*)::int as logged, count(*) filter (where after @> '{"while_waiting": true}')::int as waiting
					 from audit.events where table_name = 'auth.users' and row_id = $1`,
					[user.id]
				)
			).toEqual({ logged: 20, waiting: 19 });
		} finally {
			await owner.query('rollback');
			await Promise.all(rivals.map((rival) => rival.end()));
			await owner.query('delete from auth.users where id = $1', [user.id]);
			await owner.end();
		}
	});

	test('are refused by the auth service itself, the right one with them until the wait is over', async () => {
		const stack = testStack();
		const secret = anonymousClient({ url: stack.url, publishableKey: stack.secretKey });
		const email = `${randomUUID()}@lantern.example`;
		const { data } = await secret.auth.admin.createUser({
			email,
			password: demoPassword,
			email_confirm: true
		});
		const user: Person = { id: data.user?.id ?? '', email, name: '', staffId: null };
		const signIn = async (password: string) =>
			(await anonymousClient(stack).auth.signInWithPassword({ email, password })).error;
		const owner = await connect();
		const db = new TestDatabase(owner);
		try {
			const wrong = { status: 400, code: 'invalid_credentials', message: wrongInItsOwnWords };
			expect(await signIn('not the password 1')).toMatchObject(wrong);
			await db.rows('update private.attempts set failures = 104 where user_id = $1', [user.id]);
			for (const password of ['not the password 1', demoPassword]) {
				expect(await signIn(password)).toMatchObject(wrong);
			}
			expect(await attemptsOf(db, user)).toEqual({ failures: 105, seconds: 32 });
			await pass(db, user, '32 seconds');
			expect(await signIn(demoPassword)).toBeNull();
			expect(await attemptsOf(db, user)).toEqual({ failures: 0, seconds: null });
		} finally {
			await owner.query('delete from auth.users where id = $1', [user.id]);
			await owner.end();
		}
	});
});

describe('one’s own profile', () => {
	test('takes a new name and language', async ({ db }) => {
		const user = await db.createUser();
		await db.as(user, () => db.rows(`select public.update_own_profile('  Ana Ruiz ', 'es')`));
		expect(await currentAccess(db, user)).toMatchObject({ name: 'Ana Ruiz', locale: 'es' });
	});

	for (const [name, locale, hint] of [
		['', 'es', 'p_full_name'],
		['x'.repeat(121), 'es', 'p_full_name'],
		['Ana', 'fr', 'p_locale'],
		['Ana', null, 'p_locale']
	] as const) {
		test(`refuses “${name.slice(0, 5)}” in ${String(locale)}, naming ${hint}`, async ({ db }) => {
			const user = await db.createUser('Before');
			const error = await db.refusal(user, () =>
				db.rows('select public.update_own_profile($1, $2)', [name, locale])
			);
			expect(error).toMatchObject({ code: '22023', hint });
			expect(await currentAccess(db, user)).toMatchObject({ name: 'Before', locale: 'en' });
		});
	}
});
