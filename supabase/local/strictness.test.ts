import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clusterWith } from './clusters.ts';
import { removeData, startDatabase, type Database } from './postgres.ts';

/** What hosted refuses must fail here, too: a migration is tried here first. */

let stateDirectory: string;
let database: Database;
let owner: pg.Client;

beforeAll(async () => {
	stateDirectory = mkdtempSync(join(tmpdir(), 'lantern-strict-'));
	// Under root the server is another user, who passes through.
	chmodSync(stateDirectory, 0o755);
	database = await startDatabase({
		stateDirectory,
		fsync: false,
		copyOf: await clusterWith('bootstrapped')
	});
	owner = new pg.Client({ connectionString: database.databaseUrl('postgres') });
	await owner.connect();
});

afterAll(async () => {
	await owner?.end();
	await database?.stop();
	removeData(stateDirectory);
});

/** The SQLSTATE with which `postgres` is refused; undefined if it is not. What was done is undone. */
async function refused(sql: string): Promise<string | undefined> {
	await owner.query('begin');
	try {
		await owner.query(sql);
		return undefined;
	} catch (error) {
		return (error as pg.DatabaseError).code;
	} finally {
		await owner.query('rollback');
	}
}

test.each(['auth', 'storage', 'realtime'])(
	'nobody becomes the role of the service %s',
	async (name) => {
		expect(await refused(`set role supabase_${name}_admin`)).toBe('42501');
	}
);

describe('in the services’ schemas', () => {
	test.each([
		'create table auth.extra (id int)',
		'create function storage.extra() returns int language sql as $$ select 1 $$',
		'create view realtime.extra as select 1 as one',
		'create index on auth.users (created_at)',
		'alter table auth.users add column extra text',
		'alter table storage.objects disable row level security',
		'alter function auth.uid() owner to postgres',
		'drop table storage.objects cascade',
		'drop function auth.email()',
		'alter table auth.users rename to people'
	])('`%s` is refused', async (sql) => {
		expect(await refused(sql)).toBe('42501');
	});

	test.each([
		'create policy mine on storage.objects for select to authenticated using (true); drop policy mine on storage.objects',
		'create policy mine on realtime.messages for select to authenticated using (true)',
		`create function public.noted() returns trigger language plpgsql as $$ begin return new; end $$;
		create trigger noted after insert on auth.users for each row execute function public.noted();
		drop trigger noted on auth.users`,
		'create table public.people (id uuid references auth.users on delete cascade)',
		`create table public.extra (id int); drop table public.extra`
	])('`%s` is allowed', async (sql) => {
		expect(await refused(sql)).toBeUndefined();
	});
});

describe('cron.job', () => {
	test('is changed through its functions alone', async () => {
		expect(await refused(`insert into cron.job (schedule, command) values ('* * * * *', '')`)).toBe(
			'42501'
		);
		expect(await refused('update cron.job set active = false')).toBe('42501');
		expect(await refused('delete from cron.job')).toBe('42501');
		await owner.query(`select cron.schedule('mine', '* * * * *', 'select 1')`);
		const { rows } = await owner.query('select username, active from cron.job');
		expect(rows).toEqual([{ username: 'postgres', active: true }]);
		await owner.query(`select cron.alter_job(jobid, active => false) from cron.job`);
		await owner.query(`select cron.unschedule('mine')`);
		expect((await owner.query('select from cron.job')).rowCount).toBe(0);
	});

	test('has no jobs in another’s name', async () => {
		expect(
			await refused(`select cron.schedule_for('supabase_admin', 'x', '* * * * *', 'select 1')`)
		).toBe('42501');
	});
});

test('a user inserted without tokens has none, as on hosted', async () => {
	const { rows } = await owner.query(
		`insert into auth.users (id) values (gen_random_uuid())
		returning confirmation_token, recovery_token, email_change, email_change_token_new, phone_change`
	);
	expect(rows).toEqual([
		{
			confirmation_token: null,
			recovery_token: null,
			email_change: null,
			email_change_token_new: null,
			phone_change: ''
		}
	]);
});

test('words are sorted as people sort them', async () => {
	const { rows } = await owner.query<{ word: string }>(
		`select word from unnest(array['Zoe', 'ana', 'Ángel', 'Bea', 'Ñu', 'Nube']) as word order by word`
	);
	expect(rows.map(({ word }) => word)).toEqual(['ana', 'Ángel', 'Bea', 'Ñu', 'Nube', 'Zoe']);
});
