import { schemaProblems } from '../../support/checks.ts';
import { describe, expect, test, testApart } from '../../support/database.ts';

describe('the schema', () => {
	test('breaks none of our rules', async ({ db }) => {
		expect(await schemaProblems(db.client)).toEqual([]);
	});

	testApart('cannot break a rule without being found', async ({ db }) => {
		await db.rows(`
			create table public.bad_notes (
				id uuid primary key, patient_id uuid references public.patients, day date default current_date
			);
			grant select on public.bad_notes to anon;
			grant truncate on public.bad_notes to authenticated;
			create policy bad_notes_all on public.bad_notes for select using (true);
			create policy bad_notes_meta on public.bad_notes for select
				using (auth.jwt() -> 'user_metadata' ->> 'role' = 'admin');
			create policy bad_notes_write on public.bad_notes for insert to authenticated with check (true);
			create policy bad_notes_write_too on public.bad_notes for insert to authenticated
				with check (id is not null);
			create view public.bad_names with (security_invoker = false) as select id from public.patients;
			create materialized view public.bad_copy as select id from public.patients;
			create function public.bad_definer() returns integer language sql security definer as 'select 1';
			create function private.bad_day() returns date language sql set search_path = '' as 'select now()::date';
			grant execute on function public.bad_definer() to anon, supabase_auth_admin;
			grant execute on function private.limit_password_attempts(jsonb) to service_role;
			grant select on audit.events to authenticated;
			insert into storage.buckets (id, name, public) values ('bad_bucket', 'bad_bucket', true);
			create policy bad_listing on storage.objects for select to authenticated
				using (bucket_id = 'bad_bucket');
		`);

		expect(await schemaProblems(db.client)).toEqual([
			'audit.events: select granted to authenticated, though it is not for the API',
			'bad_notes.patient_id: points at a patient, and private.patient_references does not say what becomes of it in a merge',
			'bucket bad_bucket: public, and storage.objects: policy bad_listing lets it be listed',
			'private.bad_day(): asks for the day of the database; take private.hospital_day()',
			'private.limit_password_attempts(event jsonb): a hook of the auth service, and others may call it',
			'public.bad_copy: a materialized view knows no row-level security and may not be in public',
			'public.bad_definer(): has no comment',
			'public.bad_definer(): search_path is not fixed',
			'public.bad_definer(): security definer outside the schema private',
			'public.bad_definer(): strangers may call it',
			'public.bad_definer(): the auth service may call it',
			'public.bad_definer(): writes, and does so again when it is sent again; expose private.bad_definer',
			'public.bad_names: runs with the rights of its owner; add security_invoker = true',
			'public.bad_notes.day: its default is the day of the database; take private.hospital_day()',
			'public.bad_notes: has no comment',
			'public.bad_notes: no index begins with the first column of bad_notes_patient_id_fkey',
			'public.bad_notes: nothing says how its writes are logged, or why not; see private.audited and private.not_audited',
			'public.bad_notes: nothing says how long it is kept; see private.keeps and private.forgets',
			'public.bad_notes: policy bad_notes_all: for everybody; name the roles',
			'public.bad_notes: policy bad_notes_all: one of several for the same command; write one',
			'public.bad_notes: policy bad_notes_meta: consults what a user can write about themselves',
			'public.bad_notes: policy bad_notes_meta: for everybody; name the roles',
			'public.bad_notes: policy bad_notes_write: lets everybody write',
			'public.bad_notes: policy bad_notes_write: one of several for the same command; write one',
			'public.bad_notes: row-level security is off',
			'public.bad_notes: select granted to strangers',
			'public.bad_notes: truncate granted to authenticated',
			'public.bad_notes: writes are not in the audit log'
		]);
	});

	test('grants nothing on what is new, to nobody', async ({ db }) => {
		await db.rows(`
			create table public.new_table (id integer);
			create function public.new_function() returns integer language sql as 'select 1';
		`);
		for (const role of ['anon', 'authenticated', 'service_role']) {
			expect(
				await db.row(
					`select has_table_privilege($1, 'public.new_table', 'select, insert, update, delete') as table,
						has_function_privilege($1, 'public.new_function()', 'execute') as function`,
					[role]
				)
			).toEqual({ table: false, function: false });
		}
	});
});

describe('the hospital’s settings', () => {
	test('are one row', async ({ db }) => {
		await expect(
			db.undone(() => db.rows('insert into public.hospital_settings (id) values (false)'))
		).rejects.toMatchObject({ constraint: 'hospital_settings_one_row' });
		expect(await db.value('select count(*)::int from public.hospital_settings')).toBe(1);
	});

	test('say of no hospital by themselves that it is a demo, and no role may make it one', async ({
		db
	}) => {
		const asMade = `select column_default from information_schema.columns
			where table_schema = 'public' and table_name = 'hospital_settings' and column_name = 'demo'`;
		expect(await db.value(asMade)).toBe('false');
		const may = `select role, has_column_privilege(role::name, 'public.hospital_settings', 'demo', 'update') as may
			from unnest(array['anon', 'authenticated', 'service_role']) as role`;
		expect(await db.rows(may)).toEqual([
			{ role: 'anon', may: false },
			{ role: 'authenticated', may: false },
			{ role: 'service_role', may: false }
		]);
	});

	for (const zone of ['Europe/Madrid', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5', 'UTC']) {
		test(`take the time zone ${zone}`, async ({ db }) => {
			expect(await db.count('update public.hospital_settings set time_zone = $1', [zone])).toBe(1);
		});
	}

	for (const zone of ['Europe/Madrd', 'CET', 'EST5EDT', '+02:00', 'UTC+3', 'Asia/Foo+5', '']) {
		test(`refuse the time zone “${zone}”`, async ({ db }) => {
			await expect(
				db.undone(() => db.rows('update public.hospital_settings set time_zone = $1', [zone]))
			).rejects.toMatchObject({ constraint: 'hospital_settings_time_zone_known' });
		});
	}

	test('move their version forward at every write of one transaction', async ({ db }) => {
		const write = () =>
			db.value<boolean>(
				`update public.hospital_settings settings set name = name || '.'
				 from (select updated_at from public.hospital_settings) before
				 returning settings.updated_at > before.updated_at`
			);
		expect([await write(), await write()]).toEqual([true, true]);
	});
});

test('an announcement is a private message on its topic', async ({ db }) => {
	await db.rows(
		`select private.announce('ward:test-announce', 'bed_board_changed', '{"bed_id": "b"}')`
	);
	expect(
		await db.row(
			`select event, private, extension, payload ->> 'bed_id' as bed_id
			 from realtime.messages where topic = 'ward:test-announce'`
		)
	).toEqual({ event: 'bed_board_changed', private: true, extension: 'broadcast', bed_id: 'b' });
});
