import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@supabase/supabase-js';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import ws from 'ws';
import { clusterWith } from './clusters.ts';
import { AlreadyRunning } from './lock.ts';
import { migrate } from './migrations.ts';
import { PortsTaken } from './ports.ts';
import { removeData } from './postgres.ts';
import { isAlive } from './processes.ts';
import type { Stack } from './service.ts';
import { startStack } from './stack.ts';
import { createSigner, makeSigningKey, signToken } from './tokens.ts';

const owner = '11111111-1111-4111-8111-111111111111';
const stranger = '22222222-2222-4222-8222-222222222222';

/** Enough of a project to see roles and row-level security at work, without the hospital's. */
const migration = `
create table public.notes (
	id int generated always as identity primary key,
	owner_id uuid not null,
	body text not null
);
alter table public.notes enable row level security;
create policy notes_select_own on public.notes for select to authenticated
	using (owner_id = (select auth.uid()));
grant select on public.notes to authenticated, service_role;
insert into public.notes (owner_id, body) values ('${owner}', 'mine'), ('${stranger}', 'theirs');
create table public.ungranted (id int);
create function public.known() returns text language sql as $$ select 'known' $$;
create table public.ticks (at timestamptz not null default clock_timestamp());
select cron.schedule('tick', '1 second', 'insert into public.ticks default values');
select cron.schedule('broken', '1 second', 'select 1 / 0');
`;
const greeting = `Deno.serve(() => Response.json({ hello: 'world' }));`;

let folder: string;
let project: string;
let stateDirectory: string;
let stack: Stack;
const said: string[] = [];

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'lantern-stack-'));
	project = join(folder, 'project');
	stateDirectory = join(folder, 'state');
	mkdirSync(join(project, 'supabase', 'migrations'), { recursive: true });
	mkdirSync(join(project, 'supabase', 'functions', 'hello'), { recursive: true });
	writeFileSync(join(project, 'supabase', 'config.toml'), 'project_id = "notes"\n');
	writeFileSync(join(project, 'supabase', 'migrations', '20260101000000_notes.sql'), migration);
	writeFileSync(join(project, 'supabase', 'functions', 'hello', 'index.ts'), greeting);
	stack = await startStack({
		projectDirectory: project,
		stateDirectory,
		ports: 'free',
		fsync: false,
		copyOf: await clusterWith('bootstrapped'),
		log: (service, message) => said.push(`${service}: ${message}`)
	});
});

afterAll(async () => {
	await stack?.stop();
	// Under root the folder is closed to the database's user, so the data lies elsewhere.
	removeData(stateDirectory);
	rmSync(folder, { recursive: true, force: true });
});

const open = (key: string, token?: string) =>
	createClient(stack.url, key, {
		auth: { persistSession: false, autoRefreshToken: false },
		// Node 20 has no WebSocket of its own.
		realtime: { transport: ws as never },
		...(token !== undefined && { accessToken: () => Promise.resolve(token) })
	});

const claimsOf = (sub: string, expiresIn: number) => ({
	sub,
	role: 'authenticated',
	exp: Math.floor(Date.now() / 1000) + expiresIn
});
const userToken = (sub: string, expiresIn = 600) =>
	createSigner(stack.signingKey)(claimsOf(sub, expiresIn));

async function sql<Row extends pg.QueryResultRow>(text: string): Promise<Row[]> {
	const client = new pg.Client({ connectionString: stack.databaseUrl('postgres') });
	await client.connect();
	try {
		return (await client.query<Row>(text)).rows;
	} finally {
		await client.end();
	}
}

describe('the gateway', () => {
	test('refuses a request without a key, and says what is missing', async () => {
		const answer = await fetch(`${stack.url}/rest/v1/notes`);
		expect(answer.status).toBe(401);
		expect(await answer.json()).toMatchObject({ message: 'No API key found in request' });
	});

	test('refuses a key that is none of its own, on every service', async () => {
		for (const path of ['rest/v1/notes', 'auth/v1/settings', 'storage/v1/bucket']) {
			const answer = await fetch(`${stack.url}/${path}`, { headers: { apikey: 'sb_secret_x' } });
			expect([path, answer.status]).toEqual([path, 401]);
		}
	});

	test('refuses a role token signed with another secret', async () => {
		const forged = signToken('another-secret-of-at-least-32-characters', { role: 'service_role' });
		const { error, status } = await open(forged).from('notes').select();
		expect(status).toBe(401);
		expect(error?.message).toBe('Invalid API key');
	});

	test('takes the role tokens of `supabase start` as keys too', async () => {
		const { data } = await open(stack.keys.serviceToken).from('notes').select('body');
		expect(data).toHaveLength(2);
	});

	test('lets a page on any origin ask, and read the answer', async () => {
		const preflight = await fetch(`${stack.url}/rest/v1/notes`, {
			method: 'OPTIONS',
			headers: {
				origin: 'http://127.0.0.1:3000',
				'access-control-request-method': 'PATCH',
				'access-control-request-headers': 'apikey,authorization,prefer'
			}
		});
		expect(preflight.status).toBe(204);
		expect(preflight.headers.get('access-control-allow-methods')).toContain('PATCH');
		expect(preflight.headers.get('access-control-allow-headers')).toBe(
			'apikey,authorization,prefer'
		);

		const answer = await fetch(`${stack.url}/rest/v1/notes`, {
			headers: { apikey: stack.keys.secret, origin: 'http://127.0.0.1:3000', prefer: 'count=exact' }
		});
		expect(answer.headers.get('access-control-allow-origin')).toBe('*');
		expect(answer.headers.get('access-control-expose-headers')).toContain('content-range');
		expect(answer.headers.get('content-range')).toBe('0-1/2');
	});

	test('refuses a live connection without a key at the handshake', async () => {
		const refused = await new Promise<number | undefined>((resolve) => {
			const socket = new ws(`${stack.url.replace('http', 'ws')}/realtime/v1/websocket?vsn=2.0.0`);
			socket.on('unexpected-response', (_request, answer) => resolve(answer.statusCode));
			socket.on('open', () => resolve(101));
			socket.on('error', () => {});
		});
		expect(refused).toBe(401);
	});

	test('answers 404 outside its services', async () => {
		const answer = await fetch(`${stack.url}/elsewhere`);
		expect(answer.status).toBe(404);
	});
});

describe('REST', () => {
	test('the publishable key alone may not read what is granted to the signed-in', async () => {
		const { data, error, status } = await open(stack.keys.publishable).from('notes').select();
		expect(status).toBe(401);
		expect(error?.code).toBe('42501');
		expect(data).toBeNull();
	});

	test('a signed-in user reads their own rows only', async () => {
		const { data } = await open(stack.keys.publishable, userToken(owner))
			.from('notes')
			.select('body');
		expect(data).toEqual([{ body: 'mine' }]);
	});

	test('what was signed with the secret, before there was another key, still counts', async () => {
		const old = signToken(stack.jwtSecret, claimsOf(owner, 600));
		const { data } = await open(stack.keys.publishable, old).from('notes').select('body');
		expect(data).toEqual([{ body: 'mine' }]);
	});

	test('what another key has signed is refused by PostgREST', async () => {
		const forged = createSigner({ ...makeSigningKey(), kid: stack.signingKey.kid });
		const client = open(stack.keys.publishable, forged(claimsOf(owner, 600)));
		const { error, status } = await client.from('notes').select();
		expect([status, error?.code]).toEqual([401, 'PGRST301']);
	});

	test('the secret key reads every row', async () => {
		const { data } = await open(stack.keys.secret).from('notes').select('body').order('id');
		expect(data).toEqual([{ body: 'mine' }, { body: 'theirs' }]);
	});

	// It says `expired` of signatures that are sound, so it knows the public key itself.
	test('an expired token is refused by PostgREST', async () => {
		const client = open(stack.keys.publishable, userToken(owner, -60));
		const { error, status } = await client.from('notes').select();
		expect(status).toBe(401);
		expect(error?.message).toContain('expired');
	});

	test('a new table is granted to nobody, as on hosted', async () => {
		const { error, status } = await open(stack.keys.secret).from('ungranted').select();
		expect(status).toBe(403);
		expect(error?.code).toBe('42501');
	});

	test('a change of the schema is seen without a restart', async () => {
		await sql(`create function public.added() returns text language sql as $$ select 'now' $$`);
		const client = open(stack.keys.publishable);
		await expect.poll(async () => (await client.rpc('added')).data).toBe('now');
	});

	test('a change of the schema is seen although who listened for it had lost the connection', async () => {
		const superuser = new pg.Client({ connectionString: stack.databaseUrl('supabase_admin') });
		await superuser.connect();
		const cut = () =>
			superuser.query(
				`select pg_terminate_backend(pid) from pg_stat_activity where query ilike 'listen%'`
			);
		// It may only just begin to listen.
		await expect.poll(async () => (await cut()).rowCount).toBe(1);
		await superuser.end();
		await sql(
			`create function public.added_later() returns text language sql as $$ select 'now' $$`
		);
		const client = open(stack.keys.publishable);
		await expect
			.poll(async () => (await client.rpc('added_later')).data, { timeout: 5000 })
			.toBe('now');
	});

	test('strangers are not told the names of what is there', async () => {
		const answer = await fetch(`${stack.url}/rest/v1/rpc/know`, {
			headers: { apikey: stack.keys.publishable }
		});
		expect(answer.status).toBe(404);
		expect(await answer.json()).toMatchObject({ code: 'PGRST202', hint: null });
		const known = await fetch(`${stack.url}/rest/v1/rpc/know`, {
			headers: { apikey: stack.keys.secret }
		});
		expect(await known.json()).toMatchObject({ hint: expect.stringContaining('known') });
	});

	test('a change of every row at once is refused, as on hosted', async () => {
		for (const method of ['PATCH', 'DELETE']) {
			const answer = await fetch(`${stack.url}/rest/v1/notes?select=id`, {
				method,
				body: '{}',
				headers: { apikey: stack.keys.secret, 'content-type': 'application/json' }
			});
			expect([answer.status, await answer.json()]).toMatchObject([400, { code: '21000' }]);
		}
	});
});

describe('the database', () => {
	test('gives migrations the rights hosted gives, not a superuser’s', async () => {
		const rows = await sql(
			`select rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname = current_user`
		);
		expect(rows).toEqual([{ rolsuper: false, rolbypassrls: true, rolcreaterole: true }]);
	});

	test('is not migrated twice', async () => {
		const options = { databaseUrl: stack.databaseUrl('postgres'), projectDirectory: project };
		expect(await migrate(options)).toEqual([]);
		expect(await sql(`select version from supabase_migrations.schema_migrations`)).toEqual([
			{ version: '20260101000000' }
		]);
	});

	test('takes a migration that came later', async () => {
		const file = join(project, 'supabase', 'migrations', '20260102000000_later.sql');
		writeFileSync(file, 'create table public.later (id int);');
		const options = { databaseUrl: stack.databaseUrl('postgres'), projectDirectory: project };
		expect(await migrate(options)).toEqual(['20260102000000']);
		expect(await sql(`select to_regclass('public.later')::text as name`)).toEqual([
			{ name: 'later' }
		]);
	});

	test('names the file of a migration that fails', async () => {
		const broken = join(folder, 'broken');
		mkdirSync(join(broken, 'supabase'), { recursive: true });
		cpSync(join(project, 'supabase'), join(broken, 'supabase'), { recursive: true });
		const name = '20260103000000_broken.sql';
		writeFileSync(join(broken, 'supabase', 'migrations', name), 'create table public.notes ();');
		const options = { databaseUrl: stack.databaseUrl('postgres'), projectDirectory: broken };
		await expect(migrate(options)).rejects.toThrow(/relation "notes" already exists/);
		await expect(migrate(options)).rejects.toThrow(name);
	});
});

describe('the scheduler', () => {
	test('runs a job when it is due, and writes down how it went', async () => {
		const runs = () =>
			sql<{ status: string; return_message: string; username: string }>(
				`select distinct d.status, d.return_message, d.username
				from cron.job_run_details d join cron.job j using (jobid)
				where j.jobname = 'tick' and d.status <> 'running'`
			);
		await expect
			.poll(runs, { timeout: 5000 })
			.toEqual([{ status: 'succeeded', return_message: 'INSERT 1', username: 'postgres' }]);
		const [ticks] = await sql<{ count: number }>('select count(*)::int as count from ticks');
		expect(ticks?.count).toBeGreaterThan(0);
	});

	test('writes down why a job failed', async () => {
		const failures = () =>
			sql(
				`select distinct d.status, d.return_message from cron.job_run_details d
				join cron.job j using (jobid) where j.jobname = 'broken' and d.status <> 'running'`
			);
		await expect
			.poll(failures, { timeout: 5000 })
			.toEqual([{ status: 'failed', return_message: 'ERROR:  division by zero' }]);
	});

	test('runs a job no more once it is unscheduled', async () => {
		await sql(`select cron.unschedule('tick')`);
		await new Promise((resolve) => setTimeout(resolve, 300));
		const count = async () => (await sql('select count(*)::int as count from ticks'))[0];
		const before = await count();
		await new Promise((resolve) => setTimeout(resolve, 2200));
		expect(await count()).toEqual(before);
	});

	test('a schedule cron cannot read is refused', async () => {
		await expect(sql(`select cron.schedule('x', 'sometimes', 'select 1')`)).rejects.toThrow(
			'invalid schedule: sometimes'
		);
	});
});

describe('a killed child', () => {
	const kill = (name: 'postgres' | 'rest' | 'functions') => {
		const child = stack.children().find((entry) => entry.name === name);
		process.kill(child?.pid ?? NaN, 'SIGKILL');
		return child?.pid;
	};
	const running = (name: string) => stack.children().find((entry) => entry.name === name)?.pid;
	const reads = async () =>
		(await open(stack.keys.publishable, userToken(owner)).from('notes').select('body')).data;

	test.each(['rest', 'postgres'] as const)('%s: requests are served again', async (name) => {
		const killed = kill(name);
		await expect.poll(reads, { timeout: 15_000 }).toEqual([{ body: 'mine' }]);
		await expect.poll(() => running(name)).not.toBe(killed);
		expect(isAlive(killed ?? NaN)).toBe(false);
		expect(said.join('\n')).toContain(`${name}: ended unexpectedly (SIGKILL); starting it again`);
	});

	test('functions: the next call is served', async () => {
		const call = async () => (await open(stack.keys.publishable).functions.invoke('hello')).data;
		await expect.poll(call, { timeout: 15_000 }).toEqual({ hello: 'world' });
		await expect.poll(() => running('functions'), { timeout: 5000 }).toBeTypeOf('number');
		const killed = kill('functions');
		await expect.poll(call, { timeout: 15_000 }).toEqual({ hello: 'world' });
		await expect.poll(() => running('functions'), { timeout: 5000 }).not.toBe(killed);
	});
});

describe('a second start', () => {
	test('in the same folder says that it already runs, and where', async () => {
		const second = startStack({ projectDirectory: project, stateDirectory, ports: 'free' });
		await expect(second).rejects.toThrow(AlreadyRunning);
		await expect(second).rejects.toThrow(stack.url);
		expect((await fetch(`${stack.url}/health`)).status).toBe(200);
	});

	test('on taken ports names each, who has it, and one that is free', async () => {
		const elsewhere = join(folder, 'elsewhere');
		const second = startStack({
			projectDirectory: project,
			stateDirectory: elsewhere,
			ports: stack.ports
		});
		const refusal: unknown = await second.catch((error: unknown) => error);
		expect(refusal).toBeInstanceOf(PortsTaken);
		const { taken, message } = refusal as PortsTaken;
		expect(taken.map(({ port }) => port)).toEqual(Object.values(stack.ports));
		expect(message).toContain(`(process ${process.pid})`);
		const [api] = taken;
		const server = await listen(api?.next ?? 0);
		onTestFinished(() => void server.close());
		expect(existsSync(join(elsewhere, 'lock.json'))).toBe(false);
	});
});

test('a stop leaves no process and no lock', async () => {
	const pids = stack.children().map(({ pid }) => pid);
	expect(pids).toHaveLength(3);
	await stack.stop();
	expect(pids.filter(isAlive)).toEqual([]);
	expect(existsSync(join(stateDirectory, 'lock.json'))).toBe(false);
	await expect(fetch(`${stack.url}/health`)).rejects.toThrow();
});

function listen(port: number): Promise<Server> {
	return new Promise((resolve, reject) => {
		const server = createServer().once('error', reject);
		server.listen(port, '127.0.0.1', () => resolve(server));
	});
}
