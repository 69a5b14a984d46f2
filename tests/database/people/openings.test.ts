import {
	connect,
	describe,
	expect,
	takeAway,
	test,
	testApart,
	type Person,
	type TestDatabase
} from '../../support/database.ts';
import { admit, createWard, createWardStaff } from '../../support/ward.ts';

interface Opening extends Record<string, unknown> {
	id: string;
	basis: string;
	since: Date;
	until: Date;
}

const open = (db: TestDatabase, patientId: string, reason?: string, kind?: string) =>
	db.row<Opening>('select * from public.open_chart($1, $2, $3)', [
		patientId,
		reason ?? null,
		kind ?? null
	]);

const breakGlass = (db: TestDatabase, patientId: string, reason = 'Found unresponsive') =>
	open(db, patientId, reason, 'emergency');

const close = (db: TestDatabase, id: string) => db.rows('select public.close_chart($1)', [id]);

const minutes = ({ since, until }: Opening) =>
	Math.round((until.getTime() - since.getTime()) / 60_000);

/** A stay that is over and one that goes on, with something of the record in each; a doctor who has both in their care. */
async function record(db: TestDatabase) {
	const ward = await createWard(db);
	const nurse = await createWardStaff(db, 'nurse', ward);
	const doctor = await db.createDoctor();
	const patientId = await db.createPatient();
	const memberId = await db.value<string>(
		`insert into public.care_team_members (patient_id, staff_id, role) values ($1, $2, 'attending') returning id`,
		[patientId, doctor.staffId]
	);
	const past = await db.as(nurse, () => admit(db, patientId, ward.id, ward.beds[0]));
	await write(db, past.id, patientId, ward.id);
	await db.as(nurse, () =>
		db.rows(`select public.discharge_patient($1, 'home', 'Recovered')`, [past.id])
	);
	const now = await db.as(nurse, () => admit(db, patientId, ward.id, ward.beds[1]));
	await write(db, now.id, patientId, ward.id);
	return { ward, nurse, doctor, patientId, memberId, past: past.id, now: now.id };
}

/** A row in each table that is a part of the record of a stay. */
async function write(db: TestDatabase, admissionId: string, patientId: string, wardId: string) {
	const values = [admissionId, patientId, wardId];
	await db.rows(
		'insert into public.nursing_settings (admission_id, patient_id) values ($1, $2) on conflict do nothing',
		values.slice(0, 2)
	);
	const observationId = await db.value<string>(
		`insert into public.observations (admission_id, patient_id, ward_id, observed_at, spo2_scale, pulse) values ($1, $2, $3, now(), 1, 70) returning id`,
		values
	);
	await db.rows(
		`with note as (select gen_random_uuid() as id)
		 insert into public.nursing_notes (id, note_id, admission_id, patient_id, ward_id, kind, body)
		 select id, id, $1, $2, $3, 'progress', 'Walked to the window' from note`,
		values
	);
	await db.rows(
		`insert into public.nursing_tasks (admission_id, patient_id, ward_id, title, due_at, status, done_at)
		 values ($1, $2, $3, 'Dressing', now(), 'done', now())`,
		values
	);
	await db.rows(
		`insert into public.news2_alerts (admission_id, patient_id, ward_id, observation_id, level, score, ended_at, ended_as)
		 values ($1, $2, $3, $4, 'urgent', 5, clock_timestamp() + interval '1 second', 'improved')`,
		[...values, observationId]
	);
	await db.rows(
		`insert into public.discharge_items (admission_id, patient_id, item, state) values ($1, $2, 'transport', 'done')`,
		values.slice(0, 2)
	);
	await db.rows(
		`insert into public.discharge_summaries (admission_id, patient_id, sections, written_name) values ($1, $2, '{}', 'Dr. Person')`,
		values.slice(0, 2)
	);
}

const parts = [
	'admissions',
	'nursing_settings',
	'observations',
	'nursing_notes',
	'nursing_tasks',
	'news2_alerts',
	'discharge_items',
	'discharge_summaries'
] as const;

/** In which of the record's tables somebody reads something of a stay. */
async function readable(db: TestDatabase, who: Person, admissionId: string) {
	const found: string[] = [];
	await db.as(who, async () => {
		for (const table of parts) {
			const key = table === 'admissions' ? 'id' : 'admission_id';
			if (await db.count(`select from public.${table} where ${key} = $1`, [admissionId])) {
				found.push(table);
			}
		}
	});
	return found;
}

describe('the record', () => {
	test('of an earlier stay is read with an opening and not without, in care or not', async ({
		db
	}) => {
		const { doctor, nurse, patientId, past, now } = await record(db);
		const stranger = await db.createDoctor();
		for (const who of [doctor, nurse]) {
			expect(await readable(db, who, now)).toEqual([...parts]);
			expect(await readable(db, who, past)).toEqual([]);
			await db.as(who, () => open(db, patientId));
			expect(await readable(db, who, past)).toEqual([...parts]);
		}
		expect(await readable(db, stranger, now)).toEqual([]);
		await db.as(stranger, () => breakGlass(db, patientId));
		for (const stay of [past, now]) expect(await readable(db, stranger, stay)).toEqual([...parts]);
	});

	test('is not read by functions either', async ({ db }) => {
		const { doctor, patientId, past, now } = await record(db);
		const header = (id: string) => db.rows('select * from public.admission_header($1)', [id]);
		const draft = (id: string) => db.rows('select public.discharge_summary_draft($1)', [id]);
		const notes = () => db.count(`select from public.search_care('window')`);
		expect(await db.as(doctor, () => header(now))).toHaveLength(1);
		for (const read of [header, draft]) {
			expect((await db.refusal(doctor, () => read(past))).code).toBe('PT404');
		}
		expect(await db.as(doctor, notes)).toBe(1);
		await db.as(doctor, () => open(db, patientId));
		for (const read of [header, draft]) {
			expect(await db.as(doctor, () => read(past))).toHaveLength(1);
		}
		expect(await db.as(doctor, notes)).toBe(2);
	});

	test('of a stay that goes on is opened by who has a visit with the patient alone', async ({
		db
	}) => {
		const { patientId, now } = await record(db);
		const visited = await db.createDoctor();
		await db.rows(
			`select private.join_care_team($1, 'booked', gen_random_uuid(), now() + interval '3 days', $2)`,
			[patientId, visited.staffId]
		);
		// Where somebody lies is told; what is written there is the record.
		expect(await readable(db, visited, now)).toEqual(['admissions']);
		const { id } = await db.as(visited, () =>
			db.row<Opening>('select * from public.open_chart_of_stay($1)', [now])
		);
		expect(await readable(db, visited, now)).toEqual([...parts]);
		await db.as(visited, () => close(db, id));
		expect(await readable(db, visited, now)).toEqual(['admissions']);
	});

	test('closes at once when care ends, whatever the opening says', async ({ db }) => {
		const { doctor, patientId, memberId, past } = await record(db);
		const { id } = await db.as(doctor, () => open(db, patientId));
		expect(await readable(db, doctor, past)).toEqual([...parts]);
		await db.as(doctor, () => db.rows('select public.end_care_membership($1)', [memberId]));
		expect(await readable(db, doctor, past)).toEqual([]);
		await db.rows('set constraints all immediate');
		expect(
			await db.value('select until <= clock_timestamp() from public.chart_openings where id = $1', [
				id
			])
		).toBe(true);
	});

	test('is not open to whoever may not read charts any more', async ({ db }) => {
		const { doctor, patientId, past } = await record(db);
		await db.as(doctor, () => open(db, patientId));
		await db.rows('delete from public.user_roles where user_id = $1 and role_id = $2', [
			doctor.id,
			'doctor'
		]);
		expect(await readable(db, doctor, past)).toEqual([]);
	});

	testApart(
		'is shut table by table: where one asks for care alone, that one is open',
		async ({ db }) => {
			const { doctor, past } = await record(db);
			for (const table of parts) {
				await db.undone(async () => {
					const policy = await db.value<string>(
						`select policyname from pg_policies where schemaname = 'public' and tablename = $1 and cmd = 'SELECT'`,
						[table]
					);
					await db.rows(
						`alter policy ${policy} on public.${table} using (patient_id in (select private.care_patient_ids()))`
					);
					expect(await readable(db, doctor, past)).toEqual([table]);
				});
			}
		}
	);

	// Each of these rules by itself is what keeps the record shut.
	for (const [rule, without, wrongly] of [
		[
			'that an opening is over',
			`create or replace function private.opened_patient_ids() returns setof uuid language sql stable security definer set search_path = '' as
			 'select patient_id from public.chart_openings where staff_id = private.current_staff_id()'`,
			true
		],
		['nothing', 'select', false]
	] as const) {
		testApart(`is shut after the hour, but for ${rule}`, async ({ db }) => {
			const { patientId, past } = await record(db);
			const stranger = await db.createDoctor();
			const { id } = await db.as(stranger, () => breakGlass(db, patientId));
			await db.rows(
				`update public.chart_openings set since = now() - interval '2 hours', until = now() - interval '1 minute' where id = $1`,
				[id]
			);
			await db.rows(without);
			expect((await readable(db, stranger, past)).length > 0).toBe(wrongly);
		});
	}
});

describe('an opening in care', () => {
	test('is one, however often the chart is looked at, and is drawn out when it nears its end', async ({
		db
	}) => {
		const { doctor, patientId } = await record(db);
		const first = await db.as(doctor, () => open(db, patientId));
		expect([first.basis, minutes(first)]).toEqual(['care', 120]);
		const again = await db.as(doctor, () => open(db, patientId));
		expect(again).toEqual(first);
		await db.rows(
			`update public.chart_openings set since = now() - interval '90 minutes', until = now() + interval '30 minutes' where id = $1`,
			[first.id]
		);
		const later = await db.as(doctor, () => open(db, patientId));
		expect(later.id).toBe(first.id);
		expect(minutes(later)).toBe(210);
		expect(
			await db.row(
				'select staff_name, staff_position, care, kind, reason from public.chart_openings where id = $1',
				[first.id]
			)
		).toEqual({
			staff_name: doctor.name,
			staff_position: 'doctor',
			care: ['assigned'],
			kind: null,
			reason: null
		});
	});

	test('does not outlast the care it follows from', async ({ db }) => {
		const { doctor, patientId, memberId } = await record(db);
		await db.rows(
			`update public.care_team_members set until = now() + interval '10 minutes' where id = $1`,
			[memberId]
		);
		expect(minutes(await db.as(doctor, () => open(db, patientId)))).toBe(10);
	});

	test('is in the audit log, with whose chart it was', async ({ db }) => {
		const { doctor, patientId } = await record(db);
		const { id } = await db.as(doctor, () => open(db, patientId));
		expect(
			await db.row(
				`select action, actor_id, patient_id from audit.events where table_name = 'chart_openings' and row_id = $1`,
				[id]
			)
		).toEqual({ action: 'insert', actor_id: doctor.id, patient_id: patientId });
	});

	test('is written by nobody who could not open it: not by hand, not for another', async ({
		db
	}) => {
		const { doctor, nurse, patientId } = await record(db);
		const { id } = await db.as(nurse, () => open(db, patientId));
		const refused = await db.refusal(doctor, () =>
			db.rows(
				`insert into public.chart_openings (patient_id, staff_id, staff_name, staff_position, basis, until)
				 values ($1, $2, 'Me', 'doctor', 'care', now() + interval '1 year')`,
				[patientId, doctor.staffId]
			)
		);
		expect(refused.code).toBe('42501');
		expect((await db.refusal(doctor, () => close(db, id))).code).toBe('PT404');
		const receptionist = await db.createStaff('receptionist');
		expect((await db.refusal(receptionist, () => open(db, patientId))).code).toBe('42501');
	});
});

describe('emergency access', () => {
	test('asks why, and writes nothing until it is said', async ({ db }) => {
		const { patientId } = await record(db);
		const doctor = await db.createDoctor();
		const refused: [string | undefined, string | undefined][] = [];
		for (const [reason, kind] of [
			[undefined, undefined],
			['Found unresponsive', undefined],
			['Found unresponsive', 'curiosity'],
			['short', 'emergency'],
			[' '.repeat(30), 'emergency'],
			['x'.repeat(501), 'emergency']
		]) {
			const { code, hint } = await db.refusal(doctor, () => open(db, patientId, reason, kind));
			refused.push([code, hint]);
		}
		expect(refused).toEqual([
			['LN028', 'p_reason'],
			['22023', 'p_kind'],
			['22023', 'p_kind'],
			['22023', 'p_reason'],
			['22023', 'p_reason'],
			['22023', 'p_reason']
		]);
		expect(
			await db.count('select from public.chart_openings where staff_id = $1', [doctor.staffId])
		).toBe(0);
	});

	test('answers alike about whom one may not open and who is not there', async ({ db }) => {
		const { patientId } = await record(db);
		const doctor = await db.createDoctor();
		await db.rows(
			`delete from public.role_permissions where permission_id = 'charts.break_glass' and role_id = 'doctor'`
		);
		const answers = [];
		for (const id of [patientId, '00000000-0000-4000-8000-000000000000']) {
			for (const reason of [undefined, 'Found unresponsive']) {
				const { code, message, hint } = await db.refusal(doctor, () =>
					open(db, id, reason, reason && 'emergency')
				);
				answers.push(JSON.stringify([code, message, hint]));
			}
		}
		expect(new Set(answers).size).toBe(1);
		expect(answers[0]).toContain('PT404');
	});

	test('ends by itself after the hospital’s minutes, and is not drawn out by looking', async ({
		db
	}) => {
		const { patientId, past } = await record(db);
		const doctor = await db.createDoctor();
		const first = await db.as(doctor, () => breakGlass(db, patientId));
		expect([first.basis, minutes(first)]).toEqual(['emergency', 60]);
		await db.rows(
			`update public.chart_openings set since = now() - interval '59 minutes', until = now() + interval '1 minute' where id = $1`,
			[first.id]
		);
		const again = await db.as(doctor, () => open(db, patientId));
		expect([again.id, minutes(again)]).toEqual([first.id, 60]);
		await db.rows(
			`update public.chart_openings set since = now() - interval '61 minutes', until = now() - interval '1 minute' where id = $1`,
			[first.id]
		);
		expect(await readable(db, doctor, past)).toEqual([]);
		expect((await db.refusal(doctor, () => open(db, patientId))).code).toBe('LN028');
		await db.rows('update public.hospital_settings set emergency_minutes = 30');
		expect(minutes(await db.as(doctor, () => breakGlass(db, patientId)))).toBe(30);
	});

	test('is told to those who review it, at once, and stands in their queue for a week', async ({
		db
	}) => {
		const { patientId } = await record(db);
		const doctor = await db.createDoctor();
		const admin = await db.createStaff('admin');
		const { id } = await db.as(doctor, () => breakGlass(db, patientId));
		const told = await db.row<{ params: Record<string, string>; severity: string; link: string }>(
			`select params, severity, link from public.notifications where user_id = $1 and kind = 'chart_emergency'`,
			[admin.id]
		);
		expect(told).toMatchObject({ severity: 'warning', link: '/admin/openings' });
		expect(told.params.staff_name).toBe(doctor.name);
		const announced = await db.rows<{ topic: string; payload: Record<string, unknown> }>(
			`select topic, payload - 'id' - 'transaction' as payload from realtime.messages
			 where event = 'openings_changed' and topic in ('openings', $1) order by topic`,
			[`patient:${patientId}`]
		);
		expect(announced.map(({ topic }) => topic)).toContain('openings');
		expect(announced.every(({ payload }) => Object.keys(payload).length === 0)).toBe(true);
		expect(
			await db.row(
				`select state, due_at - opened_at = interval '7 days' as in_a_week from public.chart_reviews where opening_id = $1`,
				[id]
			)
		).toEqual({ state: 'due', in_a_week: true });
	});

	test('can be ended early, and takes the live channel along', async ({ db }) => {
		const { patientId } = await record(db);
		const doctor = await db.createDoctor();
		const joins = () =>
			db.as(doctor, () =>
				db.value<boolean>('select private.may_on_topic($1, $2)', [`patient:${patientId}`, 'hear'])
			);
		expect(await joins()).toBe(false);
		const { id } = await db.as(doctor, () => breakGlass(db, patientId));
		expect(await joins()).toBe(true);
		await db.as(doctor, () => close(db, id));
		await db.rows('set constraints all immediate');
		expect(await joins()).toBe(false);
		expect(
			await db.count(
				`select from realtime.messages where topic = $1 and event = 'access_changed'`,
				[`patient:${patientId}`]
			)
		).toBeGreaterThan(0);
	});

	test('lets nobody be put into the team', async ({ db }) => {
		const { patientId } = await record(db);
		const doctor = await db.createDoctor();
		const friend = await db.createDoctor();
		await db.as(doctor, () => breakGlass(db, patientId));
		const { code } = await db.refusal(doctor, () =>
			db.rows(`select public.assign_to_care_team($1, $2, 'other')`, [patientId, friend.staffId])
		);
		expect(code).toBe('PT404');
	});

	test('is not for one’s own record, nor for one that one looks after', async ({ db }) => {
		const doctor = await db.createDoctor();
		for (const relationship of ['self', 'parent']) {
			const patientId = await db.createPatient();
			await db.rows(
				'insert into public.portal_links (user_id, patient_id, relationship) values ($1, $2, $3)',
				[doctor.id, patientId, relationship]
			);
			const { code, hint } = await db.refusal(doctor, () => breakGlass(db, patientId));
			expect([code, hint]).toEqual(['42501', 'own']);
		}
	});

	test('says when it was to a colleague or somebody who lies here privately', async ({ db }) => {
		const { patientId, now } = await record(db);
		const doctor = await db.createDoctor();
		const colleague = await db.createStaff('nurse');
		const hers = await db.createPatient();
		await db.rows(
			`insert into public.portal_links (user_id, patient_id, relationship) values ($1, $2, 'self')`,
			[colleague.id, hers]
		);
		await db.rows('update public.admissions set private = true where id = $1', [now]);
		for (const id of [patientId, hers]) await db.as(doctor, () => breakGlass(db, id));
		expect(
			await db.rows(
				'select delicate from public.chart_openings where staff_id = $1 order by since',
				[doctor.staffId]
			)
		).toEqual([{ delicate: 'private' }, { delicate: 'colleague' }]);
	});
});

describe('a review', () => {
	const review = (db: TestDatabase, id: string, verdict: string, note: string | null = null) =>
		db.rows('select public.review_opening($1, $2, $3)', [id, verdict, note]);

	async function due(db: TestDatabase) {
		const all = await record(db);
		const opener = await db.createDoctor();
		const admin = await db.createStaff('admin');
		const { id } = await db.as(opener, () => breakGlass(db, all.patientId));
		return { ...all, opener, admin, id };
	}

	test('is somebody else’s, and is said once', async ({ db }) => {
		const { opener, admin, id } = await due(db);
		await db.rows(`insert into public.user_roles (user_id, role_id) values ($1, 'admin')`, [
			opener.id
		]);
		const own = await db.refusal(opener, () => review(db, id, 'justified'));
		expect([own.code, own.hint]).toEqual(['42501', 'own']);
		await db.as(admin, () => review(db, id, 'justified'));
		expect((await db.refusal(admin, () => review(db, id, 'unjustified', 'No'))).code).toBe('LN009');
		expect(
			await db.row(
				'select state, reviewed_by, reviewed_name from public.chart_reviews where opening_id = $1',
				[id]
			)
		).toEqual({ state: 'justified', reviewed_by: admin.id, reviewed_name: admin.name });
	});

	test('that finds no reason says why, ends the access, and tells both sides', async ({ db }) => {
		const { opener, admin, id, past } = await due(db);
		const other = await db.createStaff('admin');
		expect((await db.refusal(admin, () => review(db, id, 'unjustified', ' '))).hint).toBe('p_note');
		expect((await db.refusal(admin, () => review(db, id, 'maybe'))).hint).toBe('p_verdict');
		expect(await readable(db, opener, past)).not.toEqual([]);
		await db.as(admin, () => review(db, id, 'unjustified', 'Not on call that night'));
		expect(await readable(db, opener, past)).toEqual([]);
		const told = await db.rows<{ user_id: string; link: string }>(
			`select user_id, link from public.notifications where kind = 'chart_unjustified' and user_id = any ($1)`,
			[[opener.id, admin.id, other.id]]
		);
		expect(Object.fromEntries(told.map(({ user_id, link }) => [user_id, link]))).toEqual({
			[opener.id]: '/openings',
			[other.id]: '/admin/openings?state=unjustified'
		});
	});

	test('hears who opened, until it is over', async ({ db }) => {
		const { opener, admin, id } = await due(db);
		const explain = (words: string) =>
			db.rows('select public.explain_opening($1, $2)', [id, words]);
		expect((await db.refusal(opener, () => explain(' '))).hint).toBe('p_words');
		expect((await db.refusal(admin, () => explain('Because'))).code).toBe('PT404');
		await db.as(opener, () => explain('Called by the night nurse'));
		await db.as(admin, () => review(db, id, 'justified'));
		expect((await db.refusal(opener, () => explain('And more'))).code).toBe('LN009');
		expect(
			await db.value('select explanation from public.chart_reviews where opening_id = $1', [id])
		).toBe('Called by the night nurse');
	});

	test('is counted: due, overdue, done', async ({ db }) => {
		const { admin, id } = await due(db);
		const counts = () =>
			db.as(admin, () => db.row<Record<string, string>>('select * from public.review_counts()'));
		const before = await counts();
		await db.rows(
			`update public.chart_reviews set opened_at = now() - interval '8 days', due_at = now() - interval '1 day' where opening_id = $1`,
			[id]
		);
		const late = await counts();
		expect([late.due, late.overdue]).toEqual([
			String(Number(before.due) - 1),
			String(Number(before.overdue) + 1)
		]);
		await db.as(admin, () => review(db, id, 'justified'));
		const after = await counts();
		expect([after.overdue, after.justified]).toEqual([
			before.overdue,
			String(Number(before.justified) + 1)
		]);
	});
});

test('of reviewers who judge at once one is first, and a chart opened at once is opened once', async () => {
	const owner = await connect();
	const clients = await Promise.all(Array.from({ length: 8 }, () => connect()));
	const made: Record<string, string> = {};
	const as = async (client: typeof owner, user: string, sql: string, values: unknown[]) => {
		await client.query('begin');
		try {
			await client.query(
				`select set_config('role', 'authenticated', true), set_config('request.jwt.claims', $1, true)`,
				[JSON.stringify({ sub: user, role: 'authenticated' })]
			);
			const { rows } = await client.query<{ id: string }>(sql, values);
			await client.query('commit');
			return { rows, code: null };
		} catch (error) {
			await client.query('rollback');
			return { rows: [], code: (error as { code: string }).code };
		}
	};
	const person = async (role: string) => {
		const { rows } = await owner.query<{ id: string; staff: string }>(
			`with account as (
				insert into auth.users (id, aud, role, email, raw_app_meta_data, raw_user_meta_data)
				select id, 'authenticated', 'authenticated', id || '@tests.example', '{}', '{"full_name": "Racer"}'
				from (select gen_random_uuid() as id) made returning id
			) select id, '' as staff from account`
		);
		const id = rows[0]?.id ?? '';
		const staff = await owner.query<{ id: string }>(
			`insert into public.staff (user_id, full_name, position) values ($1, 'Racer', $2) returning id`,
			[id, role === 'admin' ? 'administrator' : role]
		);
		await owner.query('insert into public.user_roles (user_id, role_id) values ($1, $2)', [
			id,
			role
		]);
		return { id, staffId: staff.rows[0]?.id ?? '' };
	};
	const doctor = await person('doctor');
	const reviewers = await Promise.all([person('admin'), person('admin')]);
	const patient = await owner.query<{ id: string }>(
		`insert into public.patients (given_name, family_name, birth_date) values ('Raced', 'Chart', '1980-01-01') returning id`
	);
	made.patient = patient.rows[0]?.id ?? '';
	try {
		const opened = await Promise.all(
			clients.map((client) =>
				as(
					client,
					doctor.id,
					`select id from public.open_chart($1, 'Found unresponsive', 'emergency')`,
					[made.patient]
				)
			)
		);
		expect(new Set(opened.map(({ rows }) => rows[0]?.id)).size).toBe(1);
		const [opening] = opened.map(({ rows }) => rows[0]?.id);
		const judged = await Promise.all(
			clients.map((client, index) =>
				as(
					client,
					reviewers[index % 2]?.id ?? '',
					`select public.review_opening($1, $2, 'Looked into')`,
					[opening, index % 2 ? 'justified' : 'unjustified']
				)
			)
		);
		expect(judged.map(({ code }) => code).sort()).toEqual([...Array(7).fill('LN009'), null].sort());
	} finally {
		await Promise.all(clients.map((client) => client.end()));
		const people = [doctor, ...reviewers];
		await takeAway([
			['delete from private.care_access where patient_id = $1', [made.patient]],
			['delete from public.chart_reviews where patient_id = $1', [made.patient]],
			['delete from public.chart_openings where patient_id = $1', [made.patient]],
			['delete from public.notifications where params ->> $1 = $2', ['staff_name', 'Racer']],
			['delete from public.patients where id = $1', [made.patient]],
			['delete from public.user_roles where user_id = any ($1)', [people.map(({ id }) => id)]],
			['delete from public.staff where id = any ($1)', [people.map(({ staffId }) => staffId)]],
			['delete from auth.users where id = any ($1)', [people.map(({ id }) => id)]]
		]);
		await owner.end();
	}
});
