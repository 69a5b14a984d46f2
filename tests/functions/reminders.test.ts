import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { storedHeads } from '../../supabase/local/audit.ts';
import { clusterWith } from '../../supabase/local/clusters.ts';
import { denoProgram } from '../../supabase/local/functions/deno.ts';
import { jobsKey } from '../../supabase/local/keys.ts';
import type { Message, Summary } from '../../supabase/local/mail/messages.ts';
import { signCallback } from '../../supabase/local/mail/sms.ts';
import { freePort } from '../../supabase/local/ports.ts';
import { removeData } from '../../supabase/local/postgres.ts';
import type { Stack } from '../../supabase/local/service.ts';
import { repository, startStack } from '../../supabase/local/stack.ts';
import { signToken } from '../../supabase/local/tokens.ts';

/**
 * The outbox from the row to the catchers, with the real function, on a stack of its own: the shared one
 * has a clock, which would send what these tests want to watch.
 */

const account = 'AC00000000000000000000000000000000';
const directory = mkdtempSync(join(tmpdir(), 'lantern-reminders-'));
const log: string[] = [];
let stack: Stack;
let sql: pg.Pool;
let doctorId: string;
let visitTypeId: string;

beforeAll(async () => {
	stack = await startStack({
		stateDirectory: directory,
		ports: 'free',
		fsync: false,
		copyOf: await clusterWith('migrated'),
		log: (service, message) => log.push(`${service}: ${message}`)
	});
	sql = new pg.Pool({ connectionString: stack.databaseUrl('postgres'), max: 6 });
	sql.on('error', () => undefined);
	await sql.query(`select cron.unschedule('reminders')`);
	await sql.query(`delete from vault.secrets where name = 'jobs_key'`);
	await sql.query(`update public.hospital_settings set time_zone = 'Europe/Madrid'`);
	const { rows } = await sql.query<{ doctor: string; type: string }>(
		`with department as (
			insert into public.departments (code, name) values ('CARD', 'Cardiology') returning id
		), specialty as (
			insert into public.specialties (code, name, department_id) select 'CARD', 'Cardiology', id from department returning id
		), employee as (
			insert into public.staff (full_name, position) values ('Amara Osei', 'doctor') returning id
		), doctor as (
			insert into public.doctors (id, specialty_id, name)
			select employee.id, specialty.id, 'Dr. Amara Osei' from employee, specialty returning id
		), type as (
			insert into public.visit_types (code, name, duration_minutes) values ('VISIT', 'Consultation', 5) returning id
		)
		select doctor.id as doctor, type.id as type from doctor, type`
	);
	[doctorId, visitTypeId] = [rows[0]?.doctor ?? '', rows[0]?.type ?? ''];
}, 120_000);

afterAll(async () => {
	await sql?.end();
	await stack?.stop();
	removeData(directory);
	rmSync(directory, { recursive: true, force: true });
});

let serial = 0;

/** Visits, one patient each with an address and a number of their own; all written at once. */
async function bookVisits(count: number, { language = 'en', inDays = 3 } = {}): Promise<Booked[]> {
	const numbers = Array.from({ length: count }, () => ++serial);
	const { rows } = await sql.query<Booked>(
		`with patient as (
			insert into public.patients (given_name, family_name, birth_date, email, phone, preferred_language)
			select 'Ana', 'Ruiz ' || number, '1980-05-17', 'p' || number || '@mail.example',
				'+34600' || lpad(number::text, 6, '0'), $4
			from unnest($1::int[]) as number
			returning id, email, phone,
				(regexp_match(family_name, '[0-9]+'))[1]::int as number
		), visit as (
			insert into public.appointments (patient_id, doctor_id, visit_type_id, starts_at, ends_at)
			select id, $2, $3, start, start + interval '5 minutes'
			from patient, lateral (
				select date_trunc('hour', now()) + make_interval(days => $5, mins => 5 * number) as start
			) as at
			returning id, patient_id, starts_at
		)
		select visit.id, visit.starts_at, patient.id as patient_id, patient.email, patient.phone
		from visit join patient on patient.id = visit.patient_id`,
		[numbers, doctorId, visitTypeId, language, inDays]
	);
	return rows;
}

interface Booked {
	id: string;
	starts_at: Date;
	patient_id: string;
	email: string;
	phone: string;
}

interface Row {
	id: string;
	key: string;
	channel: string;
	kind: string;
	status: string;
	attempts: number;
	last_error: string | null;
	provider_id: string | null;
}

async function deliveriesOf(visit: Booked): Promise<Row[]> {
	const { rows } = await sql.query<Row>(
		'select * from public.deliveries where appointment_id = $1 order by created_at, kind, channel',
		[visit.id]
	);
	return rows;
}

const caught = async (to?: string): Promise<Summary[]> => {
	const answer = await fetch(
		`${stack.mailUrl}/api/messages${to ? `?to=${encodeURIComponent(to)}` : ''}`
	);
	return ((await answer.json()) as { messages: Summary[] }).messages;
};

async function read(summary: Summary | undefined): Promise<Message> {
	const answer = await fetch(`${stack.mailUrl}/api/messages/${summary?.id}`);
	return (await answer.json()) as Message;
}

const call = (token: string, name = 'reminders') =>
	fetch(`${stack.url}/functions/v1/${name}`, {
		method: 'POST',
		headers: { authorization: `Bearer ${token}` },
		body: '{}'
	});

/** A run of its own: one that is still under way from before is waited for. */
const run = async () => {
	let answer = await call(jobsKey(stack.jwtSecret));
	while (answer.status === 202) {
		await pause(100);
		answer = await call(jobsKey(stack.jwtSecret));
	}
	expect(answer.status).toBe(200);
	return (await answer.json()) as Record<string, number>;
};

async function rpc<Result>(name: string, parameters: Record<string, unknown>): Promise<Result> {
	const answer = await fetch(`${stack.url}/rest/v1/rpc/${name}`, {
		method: 'POST',
		headers: { apikey: stack.keys.secret, 'content-type': 'application/json' },
		body: JSON.stringify(parameters)
	});
	const text = await answer.text();
	if (!answer.ok) throw new Error(text);
	return (text === '' ? null : JSON.parse(text)) as Result;
}

/** A worker as a process of its own, that can be killed. */
async function startWorker(environment: Record<string, string> = {}): Promise<ChildProcess> {
	const child = spawn(
		denoProgram(),
		[
			...['run', '--no-prompt', '--no-remote', '--cached-only', '--node-modules-dir=manual'],
			...['--no-lock', '--allow-net', '--allow-env', '--allow-read', '--allow-sys', '-']
		],
		{
			cwd: repository,
			env: {
				PATH: process.env.PATH ?? '',
				HOME: join(directory, 'deno'),
				DENO_DIR: join(directory, 'deno'),
				NO_COLOR: '1',
				SUPABASE_URL: stack.url,
				SUPABASE_SERVICE_ROLE_KEY: stack.keys.serviceToken,
				SITE_URL: 'http://app.test',
				SMTP_HOST: '127.0.0.1',
				SMTP_PORT: String(stack.ports.smtp),
				MAIL_STATUS_URL: `${stack.mailUrl}/v3/lantern/events`,
				MAIL_STATUS_KEY: 'local',
				MAIL_STATUS_AFTER_SECONDS: '0',
				SMS_API_URL: `http://127.0.0.1:${stack.ports.sms}`,
				SMS_ACCOUNT_SID: account,
				SMS_AUTH_TOKEN: 'local',
				SMS_FROM: '+15005550006',
				SMS_STATUS_AFTER_SECONDS: '0',
				DELIVERIES_LEASE_SECONDS: '6',
				...environment
			},
			stdio: ['pipe', 'pipe', 'pipe']
		}
	);
	child.stdin.end(`
		const { deliverDue } = await import(${JSON.stringify(`file://${repository}/supabase/functions/reminders/worker.ts`)});
		console.log('ready');
		for (;;) await deliverDue(Date.now() + 60_000);
	`);
	child.stderr.on('data', (chunk: Buffer) => log.push(`worker: ${chunk.toString()}`));
	await new Promise<void>((resolve, reject) => {
		createInterface({ input: child.stdout }).once('line', () => resolve());
		child.once('exit', () => reject(new Error(`the worker ended:\n${log.slice(-20).join('')}`)));
	});
	return child;
}

const kill = (child: ChildProcess) =>
	new Promise<void>((resolve) => {
		child.once('exit', () => resolve());
		child.kill('SIGKILL');
	});

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Tells of the next message a catcher takes. */
async function watchArrivals() {
	const stop = new AbortController();
	const answer = await fetch(`${stack.mailUrl}/api/events`, { signal: stop.signal });
	const waiting = new Set<() => void>();
	const watching = (async () => {
		for await (const chunk of answer.body ?? []) {
			if (!Buffer.from(chunk).includes('event: caught')) continue;
			for (const tell of waiting) tell();
			waiting.clear();
		}
	})().catch(() => undefined);
	return {
		next: () => new Promise<void>((resolve) => waiting.add(resolve)),
		async close() {
			stop.abort();
			await watching;
		}
	};
}

const count = async (condition: string): Promise<number> => {
	const { rows } = await sql.query<{ count: number }>(
		`select count(*)::int as count from public.deliveries where ${condition}`
	);
	return rows[0]?.count ?? 0;
};

describe('the function', () => {
	test('is for the database’s jobs: no stranger and no signed-in person starts it', async () => {
		const [visit] = await bookVisits(1);
		const patient = signToken(stack.jwtSecret, {
			role: 'authenticated',
			sub: randomUUID(),
			exp: Math.floor(Date.now() / 1000) + 600
		});
		for (const token of [stack.keys.anonToken, stack.keys.publishable, patient, 'nonsense']) {
			expect((await call(token)).status).toBe(401);
		}
		expect(await caught(visit?.email)).toEqual([]);
		expect((await call(stack.keys.secret)).status).toBe(200);
		expect(await caught(visit?.email)).toHaveLength(1);
	});

	test('writes in the person’s language, in text and HTML, with a link kept as a hash only', async () => {
		const [visit] = await bookVisits(1, { language: 'es' });
		await run();
		const mail = await read((await caught(visit?.email))[0]);
		expect(mail.subject).toMatch(/^Su cita del /);
		expect(mail.text).toContain('Hola, Ana:');
		expect(mail.text).toContain('Con: Dr. Amara Osei');
		expect(mail.html).toContain('<html lang="es">');
		expect(mail.html).toContain('Confirmar, cambiar o anular');
		const token = /\/visit\/([\w-]+)/.exec(mail.text)?.[1] ?? '';
		expect(token).toHaveLength(43);
		expect(mail.html).toContain(`/visit/${token}`);
		const { rows } = await sql.query(
			`select appointment_id from private.visit_links where token_hash = encode(sha256($1::text::bytea), 'hex')`,
			[token]
		);
		expect(rows).toEqual([{ appointment_id: visit?.id }]);
		const [text] = await caught(visit?.phone);
		expect(text?.preview).toContain('Su cita con Dr. Amara Osei');
		// Neither their number nor their birthday, which would be enough to ask for more.
		expect(mail.text.replaceAll(token, '')).not.toMatch(/LN\d{8}|1980/);
	});

	test('is one run, however many ask at once, and what the last of them asked for goes out too', async () => {
		const [first] = await bookVisits(1);
		const begun = call(stack.keys.secret);
		await expect.poll(() => caught(first?.email)).toHaveLength(1);
		// The run has looked and found nothing more; it is only lingering.
		const visits = await bookVisits(3);
		const joined = await Promise.all(visits.map(() => call(stack.keys.secret)));
		expect(joined.map(({ status }) => status)).toEqual([202, 202, 202]);
		expect(await (await begun).json()).toMatchObject({ sent: 8 });
		for (const { email } of [first, ...visits] as Booked[]) {
			expect(await caught(email)).toHaveLength(1);
		}
	});

	test('records the provider’s report of delivery', async () => {
		const [visit] = await bookVisits(1);
		await run();
		const status = async () =>
			(await deliveriesOf(visit as Booked)).find(
				(row) => row.channel === 'sms' && row.kind === 'visit_booked'
			)?.status;
		await expect.poll(status, { timeout: 10_000 }).toBe('delivered');
	});

	test('is called as soon as something is due, without waiting for the clock', async () => {
		await sql.query(`select vault.create_secret($1, 'jobs_key')`, [jobsKey(stack.jwtSecret)]);
		try {
			const [visit] = await bookVisits(1);
			await expect
				.poll(async () => (await caught(visit?.email)).length, { timeout: 10_000 })
				.toBe(1);
		} finally {
			await sql.query(`delete from vault.secrets where name = 'jobs_key'`);
		}
	});
});

describe('a visit that changes while its message is on its way', () => {
	const claim = (worker: string) =>
		rpc<{ id: string; channel: string }[]>('claim_deliveries', {
			p_worker: worker,
			p_limit: 50,
			p_lease_seconds: 60
		});
	const begin = (id: string, worker: string) =>
		rpc<boolean>('begin_send', { p_id: id, p_worker: worker, p_fingerprint: 'x' });

	test('moved: the old message is held back, and the new one goes out once', async () => {
		const [visit] = (await bookVisits(1)) as [Booked];
		const held = await claim('slow');
		await sql.query(
			`update public.appointments
			set starts_at = starts_at + interval '200 days', ends_at = ends_at + interval '200 days' where id = $1`,
			[visit.id]
		);
		for (const { id } of held) expect(await begin(id, 'slow')).toBe(false);
		await run();
		const mails = await caught(visit.email);
		expect(mails.map((mail) => mail.subject)).toEqual([
			expect.stringMatching(/^Your visit has moved to /)
		]);
		expect(await caught(visit.phone)).toHaveLength(1);
		const reminders = (await deliveriesOf(visit)).filter((row) => row.kind === 'visit_reminder');
		expect(reminders.map((row) => row.status).sort()).toEqual([
			'cancelled',
			'cancelled',
			'pending',
			'pending'
		]);
	});

	test('cancelled: only that it is cancelled is told', async () => {
		const [visit] = (await bookVisits(1)) as [Booked];
		const held = await claim('slow');
		await sql.query(`update public.appointments set status = 'cancelled' where id = $1`, [
			visit.id
		]);
		for (const { id } of held) expect(await begin(id, 'slow')).toBe(false);
		await run();
		expect((await caught(visit.email)).map((mail) => mail.subject)).toEqual([
			expect.stringMatching(/is cancelled$/)
		]);
		// The provider's report may be in already.
		const state = ({ kind, status }: Row) => `${kind} ${status.replace('delivered', 'sent')}`;
		expect((await deliveriesOf(visit)).map(state).sort()).toEqual([
			'visit_booked cancelled',
			'visit_booked cancelled',
			'visit_cancelled sent',
			'visit_cancelled sent',
			'visit_reminder cancelled',
			'visit_reminder cancelled'
		]);
	});

	test('being moved at this moment: the sender waits for the outcome', async () => {
		const [visit] = (await bookVisits(1)) as [Booked];
		const [held] = await claim('slow');
		const mover = await sql.connect();
		try {
			await mover.query('begin');
			await mover.query(
				`update public.appointments
				set starts_at = starts_at + interval '300 days', ends_at = ends_at + interval '300 days' where id = $1`,
				[visit.id]
			);
			const asked = begin(held?.id ?? '', 'slow');
			await expect
				.poll(async () => {
					const { rows } = await sql.query(
						`select from pg_stat_activity where wait_event_type = 'Lock' and query like '%begin_send%'`
					);
					return rows.length;
				})
				.toBe(1);
			await mover.query('commit');
			expect(await asked).toBe(false);
		} finally {
			mover.release();
		}
		await run();
		expect(await caught(visit.email)).toHaveLength(1);
	});
});

describe('the provider’s reports', () => {
	const report = (id: string, form: Record<string, string>, token = 'local') => {
		const url = `${stack.url}/functions/v1/sms-status?id=${id}`;
		return fetch(url, {
			method: 'POST',
			headers: { 'x-twilio-signature': signCallback(token, url, form) },
			body: new URLSearchParams(form)
		});
	};
	const status = async (id: string) => {
		const { rows } = await sql.query<{ status: string; last_error: string | null }>(
			'select status, last_error from public.deliveries where id = $1',
			[id]
		);
		return rows[0];
	};
	/** A text the provider has taken and not yet reported on. */
	async function sentText(): Promise<string> {
		const [visit] = (await bookVisits(1)) as [Booked];
		const { rows } = await sql.query<{ id: string }>(
			`update public.deliveries set status = 'sent', sending_at = now(), sent_at = now(), provider_id = 'SM1'
			where appointment_id = $1 and channel = 'sms' and kind = 'visit_booked' returning id`,
			[visit.id]
		);
		await sql.query(
			`delete from public.deliveries where appointment_id = $1 and status = 'pending'`,
			[visit.id]
		);
		return rows[0]?.id ?? '';
	}

	test('with a false signature are refused and change nothing', async () => {
		const id = await sentText();
		const form = { MessageSid: 'SM1', MessageStatus: 'delivered' };
		expect((await report(id, form, 'another')).status).toBe(403);
		const unsigned = await fetch(`${stack.url}/functions/v1/sms-status?id=${id}`, {
			method: 'POST',
			body: new URLSearchParams(form)
		});
		expect(unsigned.status).toBe(403);
		expect(await status(id)).toMatchObject({ status: 'sent' });
		expect((await report(id, form)).status).toBe(204);
		expect(await status(id)).toMatchObject({ status: 'delivered' });
	});

	test('in the wrong order, twice, or of another message take nothing back', async () => {
		const id = await sentText();
		for (const MessageStatus of ['delivered', 'sent', 'queued', 'delivered', 'undelivered']) {
			expect((await report(id, { MessageSid: 'SM1', MessageStatus })).status).toBe(204);
			expect(await status(id)).toMatchObject({ status: 'delivered' });
		}
		const other = await sentText();
		await report(other, { MessageSid: 'SM2', MessageStatus: 'delivered' });
		expect(await status(other)).toMatchObject({ status: 'sent' });
	});

	test('of a failure keep its number', async () => {
		const id = await sentText();
		await report(id, { MessageSid: 'SM1', MessageStatus: 'undelivered', ErrorCode: '30003' });
		expect(await status(id)).toEqual({ status: 'failed', last_error: '30003' });
	});
});

describe('failures', () => {
	test('a provider that is away is tried later and later, and given up in the end', async () => {
		const [visit] = (await bookVisits(1)) as [Booked];
		const away = await startWorker({
			SMS_API_URL: `http://127.0.0.1:${await freePort()}`,
			SMTP_PORT: String(await freePort())
		});
		try {
			await expect
				.poll(
					() => count(`appointment_id = '${visit.id}' and attempts = 1 and status = 'pending'`),
					{
						timeout: 10_000
					}
				)
				.toBe(2);
			const { rows } = await sql.query<{ seconds: number }>(
				`select extract(epoch from next_attempt_at - now())::float as seconds
				from public.deliveries where appointment_id = $1 and attempts = 1`,
				[visit.id]
			);
			for (const { seconds } of rows) {
				expect(seconds).toBeGreaterThan(5);
				expect(seconds).toBeLessThan(50);
			}
			await sql.query(
				`update public.deliveries set attempts = 7, next_attempt_at = now() where appointment_id = $1 and attempts = 1`,
				[visit.id]
			);
			await expect
				.poll(() => count(`appointment_id = '${visit.id}' and status = 'gave_up'`), {
					timeout: 10_000
				})
				.toBe(2);
		} finally {
			await kill(away);
		}
		expect(await caught(visit.email)).toEqual([]);
	});

	test('where the provider cannot be asked, a message whose fate is open is never sent on a guess', async () => {
		const [visit] = (await bookVisits(1)) as [Booked];
		// As a worker leaves it that died between the server's yes and the record of it.
		await sql.query(
			`update public.deliveries set status = 'sending', sending_at = now() - interval '5 minutes', attempts = 1,
				claimed_by = 'dead', claimed_until = now() - interval '3 minutes', recipient = $2, fingerprint = 'x'
			where appointment_id = $1 and kind = 'visit_booked' and channel = 'email'`,
			[visit.id, visit.email]
		);
		const blind = await startWorker({ MAIL_STATUS_URL: '' });
		try {
			await expect
				.poll(() => count(`appointment_id = '${visit.id}' and status = 'uncertain'`), {
					timeout: 10_000
				})
				.toBe(1);
		} finally {
			await kill(blind);
		}
		expect(await caught(visit.email)).toEqual([]);
	});
});

test('the newest seal of the audit log is mailed to its readers, once a day', async () => {
	expect((await call('nobody', 'audit-head')).status).toBe(401);
	await sql.query(
		`with account as (
			insert into auth.users (id, aud, role, email, raw_app_meta_data, raw_user_meta_data)
			select gen_random_uuid(), 'authenticated', 'authenticated', name || '@audit.example', '{}',
				jsonb_build_object('full_name', name, 'locale', locale)
			from (values ('reader', 'es'), ('nurse', 'en')) as person (name, locale) returning id, email
		), colleague as (
			insert into public.staff (user_id, full_name, position) select id, email, 'administrator' from account
		)
		insert into public.user_roles (user_id, role_id) select id, case when email ~ 'reader' then 'admin' else 'nurse' end from account`
	);
	await sql.query('select private.seal_audit()');
	const { rows } = await sql.query<{ n: string; hash: string }>(
		`select n, encode(hash, 'hex') as hash from audit.seals order by n desc limit 1`
	);
	// With a key that is not the jobs', so that only what is done here is done.
	await sql.query(`select vault.create_secret('a key', 'jobs_key')`);
	const isAskedFor = async () => {
		const { rows } = await sql.query('select private.anchor_audit() is not null as asked');
		return (rows[0] as { asked: boolean }).asked;
	};
	expect(await isAskedFor()).toBe(true);
	const answer = await call(jobsKey(stack.jwtSecret), 'audit-head');
	expect([answer.status, await answer.json()]).toEqual([200, { sent: 1, stored: true }]);
	// As a file too, which nothing of ours writes over, and only the service's key reads.
	const api = { url: stack.url, key: stack.keys.secret };
	expect(await storedHeads(api)).toEqual([rows[0]?.hash]);
	await expect(storedHeads({ ...api, key: stack.keys.publishable })).resolves.toEqual([]);
	expect(await caught('nurse@audit.example')).toEqual([]);
	const [summary] = await caught('reader@audit.example');
	expect(summary?.subject).toBe(`Registro de auditoría: sello ${rows[0]?.n}`);
	expect((await read(summary)).text).toContain(
		`npm run audit:verify -- --against ${rows[0]?.hash}`
	);
	const { rows: anchors } = await sql.query(
		`select n, encode(hash, 'hex') as hash, recipients, stored from audit.anchors`
	);
	expect(anchors).toEqual([{ ...rows[0], recipients: 1, stored: true }]);

	// Not again today, though there is a newer one.
	await sql.query(`insert into public.departments (code, name) values ('NEW', 'New')`);
	await sql.query('select private.seal_audit()');
	expect(await isAskedFor()).toBe(false);
	await sql.query(`delete from vault.secrets where name = 'jobs_key'`);
});

test('200 kills at random points, two workers: every message arrives exactly once', async () => {
	await sql.query(`delete from public.deliveries`);
	await fetch(`${stack.mailUrl}/api/messages`, { method: 'DELETE' });
	// Who died with a message in hand, as those who took it over saw it: this stack is the test's own.
	await sql.query(
		`create table private.taken_over (id uuid, channel text, attempts integer);
		create function private.tg_note_taken_over() returns trigger language plpgsql set search_path = '' as $$
		begin
			insert into private.taken_over values (new.id, new.channel, new.attempts);
			return null;
		end
		$$;
		create trigger note_taken_over after update on public.deliveries for each row
			when (old.status = 'sending' and new.status = 'sending' and old.claimed_by is distinct from new.claimed_by)
			execute function private.tg_note_taken_over();`
	);
	const visits: Booked[] = [];
	let kills = 0;
	const keepBusy = async () => {
		// The catchers remember 2,000 messages.
		if (visits.length < 900 && (await count(`status = 'pending' and due_at <= now()`)) < 40) {
			visits.push(...(await bookVisits(20, { inDays: 30 })));
		}
	};
	const lane = async () => {
		while (kills < 200) {
			kills++;
			await keepBusy();
			// Every other time the provider's reports, which would say what was sent, are lost.
			const worker = await startWorker(kills % 2 ? { SMS_STATUS_URL: 'http://127.0.0.1:1' } : {});
			// Any time from the start, or any time from when a provider has just taken something.
			if (Math.random() < 0.5) await pause(Math.random() * 220);
			else {
				await Promise.race([arrivals.next(), pause(1000)]);
				await pause(Math.random() * 12);
			}
			await kill(worker);
		}
	};
	const arrivals = await watchArrivals();
	await Promise.all([lane(), lane()]);
	await arrivals.close();

	const workers = await Promise.all([startWorker(), startWorker()]);
	try {
		await expect
			.poll(() => count(`kind = 'visit_booked' and status in ('pending', 'sending')`), {
				timeout: 120_000,
				interval: 500
			})
			.toBe(0);
	} finally {
		await Promise.all(workers.map(kill));
	}

	const arrived = new Map<string, number>();
	for (const { to } of await caught()) {
		for (const address of to) arrived.set(address, (arrived.get(address) ?? 0) + 1);
	}
	const expected = visits.flatMap(({ email, phone }) => [email, phone]);
	expect(expected.filter((address) => arrived.get(address) !== 1)).toEqual([]);
	expect(arrived.size).toBe(expected.length);
	expect(await count(`kind = 'visit_booked' and status not in ('sent', 'delivered')`)).toBe(0);
	// Else this would have tested nothing: some died before the provider had the message, some after.
	const { rows: deaths } = await sql.query<{ channel: string; before: number; after: number }>(
		`select taken.channel,
			count(*) filter (where delivery.attempts > taken.attempts)::int as before,
			count(*) filter (where delivery.attempts = taken.attempts)::int as after
		from private.taken_over taken join public.deliveries delivery using (id)
		group by taken.channel order by taken.channel`
	);
	expect(deaths.map(({ channel }) => channel)).toEqual(['email', 'sms']);
	for (const { before, after } of deaths) {
		expect(before).toBeGreaterThan(0);
		expect(after).toBeGreaterThan(0);
	}
}, 300_000);
