import { readFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { readmePath, readmeTables, withTables } from '../../support/readme.ts';
import { schemaProblems } from '../../support/checks.ts';
import { describe, expect, test, testApart, type TestDatabase } from '../../support/database.ts';

const refused = (db: TestDatabase, sql: string, values?: unknown[]) =>
	db
		.undone(() => db.rows(sql, values))
		.then(
			() => ({}),
			(error: unknown) => error
		);

/** What the checks found before: every test's database begins as the same, and they take a second. */
let before: Promise<string[]> | undefined;

/** What the checks find that they did not find before. */
async function found(db: TestDatabase, sql: string): Promise<string[]> {
	const known = await (before ??= schemaProblems(db.client));
	await db.rows(sql);
	return (await schemaProblems(db.client)).filter((problem) => !known.includes(problem));
}

describe('a domain that forgets to say something', () => {
	testApart('is found: a table in no registry', async ({ db }) => {
		const problems = await found(
			db,
			`create table public.kit_notes (
				id uuid primary key,
				patient_id uuid references public.patients on delete restrict,
				note text check (note <> '')
			);
			comment on table public.kit_notes is 'Tried here.';
			create index kit_notes_patient_id_idx on public.kit_notes (patient_id);
			create index kit_notes_patient_id_note_idx on public.kit_notes (patient_id, note);
			alter table public.kit_notes enable row level security;
			create trigger kit_notes_600_announce after insert on public.kit_notes
				for each row execute function private.tg_announce('kit-note:{id}', 'note_changed');`
		);
		expect(problems).toEqual([
			'kit_notes.patient_id: points at a patient, and private.patient_references does not say what becomes of it in a merge',
			'kit_notes: constraint kit_notes_note_check has no name of its own',
			'kit_notes: index kit_notes_patient_id_idx is of no use beside kit_notes_patient_id_note_idx',
			'public.kit_notes: announces on kit-note:{id}, which private.topics does not know',
			'public.kit_notes: nothing says how its writes are logged, or why not; see private.audited and private.not_audited',
			'public.kit_notes: nothing says how long it is kept; see private.keeps and private.forgets',
			'public.kit_notes: writes are not in the audit log'
		]);
		await db.rows(`
			select private.on_merge('{public.kit_notes}', 'move'), private.on_erasure('{public.kit_notes}', 'record', 'delete'), private.no_work_of_patients('{public.kit_notes}', 'For this test alone'), private.audited('public.kit_notes'), private.keeps('{public.kit_notes}', 'For this test alone');
			alter table public.kit_notes rename constraint kit_notes_note_check to kit_notes_note_given;
			insert into private.topics (pattern, hear) values ('kit-note:{id}', 'false');
			drop index public.kit_notes_patient_id_idx;
		`);
		expect((await schemaProblems(db.client)).filter((line) => line.includes('kit_notes'))).toEqual(
			[]
		);
	});

	testApart('is found: a function that differs from its wrapper, or shows rows', async ({ db }) => {
		const problems = await found(
			db,
			`create function private.kit_a(p integer default 1) returns integer language sql security definer set search_path = '' as 'select p';
			select private.expose('kit_a', null, 'A.');
			create or replace function private.kit_a(p integer default 2) returns integer language sql security definer set search_path = '' as 'select p';
			create function public.kit_b() returns integer language sql set search_path = '' as 'select private.kit_a()';`
		);
		expect(problems).toEqual([
			'public.kit_a(p integer): differs from the private function it stands for; expose it again',
			'public.kit_b(): has no comment',
			'public.kit_b(): what runs as the owner could answer "Failing row contains"; expose private.kit_a',
			'public.kit_b(): writes, and does so again when it is sent again; expose private.kit_b'
		]);
	});

	testApart('is found: names of what is not there', async ({ db }) => {
		const problems = await found(
			db,
			`insert into private.open_work (subject, item, place, open_ids) values ('staff', 'kit', 1, 'private.kit_open');
			insert into private.delivery_kinds (kind, content) values ('kit_kind', 'private.kit_content');
			create function private.kit_asks() returns void language sql set search_path = '' as
				$$ select private.require_permission('kit.ask') $$;
			select cron.schedule('kit_job', '* * * * *', 'select 1');`
		);
		expect(problems).toEqual([
			'delivery_kinds: kit_kind names a function that is not there, private.kit_content(public.deliveries)',
			'job kit_job: not made by private.schedule',
			'kit.ask: asked for, and no domain defines it',
			'open_work: staff kit names a function that is not there, private.kit_open(uuid)'
		]);
	});
});

describe('a permission', () => {
	test('is given to its roles and the admin’s, and is the hospital’s own from then on', async ({
		db
	}) => {
		const holders = () =>
			db.rows(
				`select role_id from public.role_permissions where permission_id = 'kit.try' order by 1`
			);
		await db.rows(`select private.define_permission('kit.try', 'Try', '{nurse,admin}')`);
		expect(await holders()).toEqual([{ role_id: 'admin' }, { role_id: 'nurse' }]);
		await db.rows(
			`delete from public.role_permissions where role_id = 'nurse' and permission_id = 'kit.try'`
		);
		await db.rows(`select private.define_permission('kit.try', 'Try it', '{nurse}')`);
		expect(await holders()).toEqual([{ role_id: 'admin' }]);
		expect(await db.value(`select description from public.permissions where id = 'kit.try'`)).toBe(
			'Try it'
		);
		expect(
			await refused(db, `select private.define_permission('kit.two', 'x', '{nobody}')`)
		).toMatchObject({
			code: '23503'
		});
	});
});

describe('topics', () => {
	const may = (db: TestDatabase, topic: string, what: string) =>
		db.value<boolean>('select private.may_on_topic($1, $2)', [topic, what]);

	test('can each be asked about, by anybody, and no stranger ever does more than hear', async ({
		db
	}) => {
		const user = await db.createUser();
		const topics = await db.rows<{ pattern: string }>('select pattern from private.topics');
		expect(topics.length).toBeGreaterThan(10);
		for (const { pattern } of topics) {
			const topic = pattern.replace('{id}', randomUUID());
			for (const what of ['hear', 'be_present', 'speak']) {
				expect(await db.as(user, () => may(db, topic, what)), `${topic} ${what}`).toBe(false);
				expect(await db.as('anon', () => may(db, topic, what)), `${topic} ${what}`).toBe(false);
			}
		}
	});

	test('let strangers hear only where the name is the key', async ({ db }) => {
		const user = await db.createUser();
		await db.rows(`insert into private.topics (pattern, hear, be_present, speak, strangers)
			values ('kit-open:{id}', 'true', 'true', 'true', true), ('kit-shut:{id}', 'true', 'true', 'true', false)`);
		for (const [kind, what, stranger] of [
			['kit-open', 'hear', true],
			['kit-open', 'be_present', false],
			['kit-open', 'speak', false],
			['kit-shut', 'hear', false]
		] as const) {
			const topic = `${kind}:${randomUUID()}`;
			expect(await db.as('anon', () => may(db, topic, what)), `${topic} ${what}`).toBe(stranger);
			expect(await db.as(user, () => may(db, topic, what)), `${topic} ${what}`).toBe(true);
		}
	});

	test('nobody is present or speaks where they may not hear', async ({ db }) => {
		const user = await db.createUser();
		await db.rows(
			`insert into private.topics (pattern, hear, be_present, speak) values ('kit-deaf', 'null', 'true', 'true')`
		);
		for (const what of ['hear', 'be_present', 'speak']) {
			expect(await db.as(user, () => may(db, 'kit-deaf', what))).toBe(false);
		}
	});

	test('answer as their row says now: changed, and taken out', async ({ db }) => {
		const user = await db.createUser();
		const hears = () => db.as(user, () => may(db, 'kit-news', 'hear'));
		await db.rows(`insert into private.topics (pattern, hear) values ('kit-news', 'true')`);
		expect(await hears()).toBe(true);
		await db.rows(`update private.topics set hear = 'false' where pattern = 'kit-news'`);
		expect(await hears()).toBe(false);
		await db.rows(`update private.topics set hear = 'true' where pattern = 'kit-news'`);
		expect(await hears()).toBe(true);
		await db.rows(`delete from private.topics where pattern = 'kit-news'`);
		expect(await hears()).toBe(false);
	});

	test('are planned once a session: asking does not read the registry', async ({ db }) => {
		const user = await db.createUser();
		const readings = () =>
			db.value<string>(
				`select seq_scan + coalesce(idx_scan, 0) from pg_stat_xact_user_tables
				where relid = 'private.topics'::regclass`
			);
		await db.rows('select from private.topics limit 1');
		const before = await readings();
		expect(Number(before)).toBeGreaterThan(0);
		expect(await db.as(user, () => may(db, `user:${user.id}`, 'hear'))).toBe(true);
		expect(await readings()).toBe(before);
	});

	test('whose condition is no SQL are refused as they are said, not when somebody asks', async ({
		db
	}) => {
		expect(
			await refused(
				db,
				`insert into private.topics (pattern, hear) values ('kit-wrong', 'true and')`
			)
		).toMatchObject({ code: '42601' });
	});
});

describe('care', () => {
	const cares = (
		db: TestDatabase,
		person: { id: string; email: string; name: string; staffId: string | null },
		patientId: string
	) =>
		db.as(person, () =>
			db.value<boolean>('select $1 in (select private.care_patient_ids())', [patientId])
		);

	test('without an end is refused, and so is one of nobody', async ({ db }) => {
		const nurse = await db.createStaff('nurse');
		const patientId = await db.createPatient();
		const join = `insert into private.care_access (patient_id, reason, source_id, staff_id, until) values ($1, 'assigned', $2, $3, `;
		const values = [patientId, randomUUID(), nurse.staffId];
		expect(await refused(db, join + 'null)', values)).toMatchObject({ code: '23502' });
		expect(await refused(db, join + `'infinity')`, values)).toMatchObject({
			constraint: 'care_access_ends'
		});
		expect(
			await refused(db, join + `now() + interval '1 day')`, [patientId, randomUUID(), null])
		).toMatchObject({
			constraint: 'care_access_somebody'
		});
		expect(
			await refused(
				db,
				`insert into public.care_team_members (patient_id, staff_id, role, until) values ($1, $2, 'nurse', null)`,
				[patientId, nurse.staffId]
			)
		).toMatchObject({ code: '23502' });
		expect(await cares(db, nurse, patientId)).toBe(false);
	});

	test('joined ends when it was said to, and at once when it is left', async ({ db }) => {
		const nurse = await db.createStaff('nurse');
		const patientId = await db.createPatient();
		const alert = randomUUID();
		const join = (until: string) =>
			db.rows(
				`select private.join_care_team($1, 'escalated', $2, now() + $3::interval, p_staff_id => $4)`,
				[patientId, alert, until, nurse.staffId]
			);
		await join('12 hours');
		await join('13 hours');
		expect(await cares(db, nurse, patientId)).toBe(true);
		expect(
			await db.rows(
				'select until = now() + interval $$13 hours$$ as later from private.care_access where source_id = $1',
				[alert]
			)
		).toEqual([{ later: true }]);
		await db.as(nurse, async () => {
			expect(
				await db.value(
					`select $1 in (select private.care_patient_ids(now() + interval '14 hours'))`,
					[patientId]
				)
			).toBe(false);
		});
		await db.rows(`select private.leave_care_team('escalated', $1)`, [alert]);
		expect(await cares(db, nurse, patientId)).toBe(false);
	});

	test('what goes on is renewed each night, and what has ended is forgotten', async ({ db }) => {
		const nurse = await db.createStaff('nurse');
		const [over, stay, told] = [randomUUID(), randomUUID(), randomUUID()];
		const patientId = await db.createPatient();
		await db.rows(
			`insert into private.care_access (patient_id, reason, source_id, staff_id, since, until) values
				($1, 'admitted', $2, $5, now() - interval '2 days', now() - interval '1 day'),
				($1, 'admitted', $3, $5, now(), now() + interval '2 days'),
				($1, 'escalated', $4, $5, now(), now() + interval '2 days')`,
			[patientId, over, stay, told, nurse.staffId]
		);
		await db.rows(`select private.renew_care_access(), private.forget('private.care_access')`);
		expect(
			await db.rows(
				`select source_id, until > now() + interval '300 days' as renewed from private.care_access
				 where patient_id = $1 order by renewed`,
				[patientId]
			)
		).toEqual([
			{ source_id: told, renewed: false },
			{ source_id: stay, renewed: true }
		]);
	});

	testApart('is made anew after a load that switched triggers off', async ({ db }) => {
		const doctor = await db.createStaff('doctor');
		const patientId = await db.createPatient();
		await db.rows('alter table public.care_team_members disable trigger user');
		await db.rows(
			`insert into public.care_team_members (patient_id, staff_id, role) values ($1, $2, 'attending')`,
			[patientId, doctor.staffId]
		);
		expect(await cares(db, doctor, patientId)).toBe(false);
		await db.rows('select private.rebuild_care_access()');
		expect(await cares(db, doctor, patientId)).toBe(true);
	});
});

describe('what is kept how long', () => {
	test('goes by itself, and one table that fails does not keep the others', async ({ db }) => {
		await db.rows(`
			create table public.kit_old (id integer, at timestamptz);
			create table public.kit_stuck (id integer, at timestamptz);
			create function private.tg_kit_stuck__stay() returns trigger language plpgsql set search_path = '' as
				$$ begin raise exception 'stays' using errcode = 'LN003'; end $$;
			create trigger kit_stuck_100_stay before delete on public.kit_stuck for each row execute function private.tg_kit_stuck__stay();
			insert into public.kit_old values (1, now() - interval '31 days'), (2, now() - interval '29 days');
			insert into public.kit_stuck values (1, now() - interval '31 days');
			select private.forgets('public.kit_stuck', $$at < $1 - interval '30 days'$$);
			select private.forgets('public.kit_old', $$at < $1 - interval '30 days'$$);
			select private.run_job('retention');
		`);
		expect(await db.rows('select id from public.kit_old')).toEqual([{ id: 2 }]);
		expect(await db.rows('select id from public.kit_stuck')).toEqual([{ id: 1 }]);
		expect(
			await db.rows(
				`select item, sqlstate from private.job_failures where job = 'retention' and item like '%kit%'`
			)
		).toEqual([{ item: 'public.kit_stuck', sqlstate: 'LN003' }]);
	});

	test('is three days of the scheduler’s record of runs, which nobody else clears', async ({
		db
	}) => {
		const runs = () => db.value<number>('select count(*)::int from cron.job_run_details');
		const forgetIn = (days: number) =>
			db.value<string>(
				`select private.forget('cron.job_run_details', now() + make_interval(days => $1))`,
				[days]
			);
		// The tick leaves one every five seconds.
		await expect.poll(runs, { timeout: 15_000 }).toBeGreaterThan(0);
		expect(await forgetIn(2)).toBe('0');
		expect(Number(await forgetIn(4))).toBeGreaterThan(0);
	});

	test('is not said with a condition that cannot be asked', async ({ db }) => {
		expect(
			await refused(db, `select private.forgets('public.rooms', 'nonsense < $1')`)
		).toMatchObject({ code: '42703' });
	});
});

describe('open work', () => {
	test('is asked item by item, holds where it must and is handed over', async ({ db }) => {
		const id = randomUUID();
		await db.rows(`
			create function private.kit_open(p_id uuid) returns uuid[] language sql set search_path = '' as 'select array[p_id]';
			create function private.kit_none(p_id uuid) returns uuid[] language sql set search_path = '' as $$ select '{}'::uuid[] $$;
			create function private.kit_give(p_id uuid, p_moves jsonb) returns jsonb language sql set search_path = '' as 'select p_moves';
			delete from private.open_work where subject = 'staff';
			insert into private.open_work (subject, item, place, open_ids, blocking, hand_over) values
				('staff', 'later', 30, 'private.kit_open', true, null),
				('staff', 'soft', 10, 'private.kit_open', false, 'private.kit_give'),
				('staff', 'none', 20, 'private.kit_none', true, null);
		`);
		expect(
			await db.rows(
				`select item, blocking, open from private.open_items('staff', $1) order by place`,
				[id]
			)
		).toEqual([
			{ item: 'soft', blocking: false, open: [id] },
			{ item: 'none', blocking: true, open: [] },
			{ item: 'later', blocking: true, open: [id] }
		]);
		expect(await db.value(`select private.blocking_item('staff', $1)`, [id])).toBe('later');
		expect(
			await db.value(`select private.hand_over('staff', $1, '{"soft": {"to": 1}}')`, [id])
		).toEqual({ soft: { to: 1 } });
	});
});

describe('a merge', () => {
	test('does with each table what it said, and refuses before it moves anything', async ({
		db
	}) => {
		const [from, to] = [await db.createPatient(), await db.createPatient()];
		await db.rows(`
			delete from private.patient_references;
			create table public.kit_moved (id integer, patient_id uuid);
			create table public.kit_dropped (id integer, patient_id uuid);
			create table public.kit_held (id integer, patient_id uuid);
			create table public.kit_called (p_from uuid, p_to uuid);
			create function private.kit_merge(p_from uuid, p_to uuid) returns void language sql set search_path = '' as
				'insert into public.kit_called values (p_from, p_to)';
			select private.on_merge('{public.kit_dropped}', 'drop'), private.on_merge('{public.kit_moved}', 'move'),
				private.on_merge('{public.kit_held}', 'refuse'), private.on_merge('{public.kit_called}', 'function', 'private.kit_merge', 'p_to');
			insert into public.kit_moved values (1, '${from}'), (2, '${to}');
			insert into public.kit_dropped values (1, '${from}'), (2, '${to}');
			insert into public.kit_held values (1, '${from}'), (2, '${to}');
		`);
		const merge = 'select private.merge_patient_references($1, $2)';
		expect(await refused(db, merge, [from, to])).toMatchObject({
			code: '23514',
			constraint: 'patient_references_refuse',
			hint: 'public.kit_held'
		});
		await db.rows('delete from public.kit_held where id = 1');
		await db.rows(merge, [from, to]);
		expect(await db.rows('select patient_id from public.kit_moved')).toEqual([
			{ patient_id: to },
			{ patient_id: to }
		]);
		expect(await db.rows('select id from public.kit_dropped')).toEqual([{ id: 2 }]);
		expect(await db.rows('table public.kit_called')).toEqual([{ p_from: from, p_to: to }]);
	});
});

test('the README has the permissions and the jobs as they are', async ({ db }) => {
	const readme = await readFile(readmePath, 'utf8');
	const cells = (text: string) => text.replace(/ +/g, ' ').replace(/-{2,}/g, '-');
	expect(cells(readme)).toBe(cells(withTables(readme, await readmeTables(db.client))));
});
