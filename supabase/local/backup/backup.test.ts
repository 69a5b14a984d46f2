import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifyAudit } from '../audit.ts';
import { clusterWith } from '../clusters.ts';
import { removeData, startDatabase, type Database } from '../postgres.ts';
import { repository } from '../stack.ts';
import { findBackup, makeBackup, type BackupOptions } from './backup.ts';
import { filesOnDisk, pathOf } from './files.ts';
import { readFrames } from './archive.ts';
import { checkIntegrity } from './integrity.ts';
import { restoreBackup } from './restore.ts';
import { signedHeaders } from './s3.ts';
import { startBackups } from './schedule.ts';

const key = randomBytes(32);
let place: string;
let state: string;
let database: Database;
let client: pg.Client;

const connect = async (url: string) => {
	const connection = new pg.Client({ connectionString: url });
	await connection.connect();
	return connection;
};

beforeAll(async () => {
	place = await mkdtemp(join(tmpdir(), 'lantern-backup-'));
	state = join(place, 'state');
	database = await startDatabase({
		stateDirectory: state,
		fsync: false,
		copyOf: await clusterWith('demo')
	});
	client = await connect(database.databaseUrl('supabase_admin'));
	// What a stack with people in it has besides the demo: sealed values, files, seals.
	await client.query(
		`select private.seal('patients.national_id', id, 'B-' || mrn) from public.patients where archived_at is null limit 50`
	);
	await client.query(`select private.seal_audit()`);
	await client.query(`insert into storage.buckets (id, name) values ('kept', 'kept')`);
	for (let n = 0; n < 5; n++) await addFile(randomBytes(n === 0 ? 0 : 40_000 * n));
});

afterAll(async () => {
	await client.end();
	await database.stop();
	removeData(state);
	await rm(place, { recursive: true, force: true });
});

async function addFile(content: Buffer): Promise<string> {
	const version = randomUUID();
	const path = pathOf(join(state, 'storage'), version);
	mkdirSync(join(path, '..'), { recursive: true });
	writeFileSync(path, content);
	await client.query(
		`insert into storage.objects (bucket_id, name, version) values ('kept', 'a folder/' || $1, $1)`,
		[version]
	);
	return version;
}

const options = (more: Partial<BackupOptions> = {}): BackupOptions => ({
	databaseUrl: database.databaseUrl('postgres'),
	projectDirectory: repository,
	directory: join(place, 'backups'),
	key,
	files: () => filesOnDisk(join(state, 'storage')),
	...more
});

const restore = (file: string, more: object = {}) => {
	const stateDirectory = join(place, `restored-${randomUUID()}`);
	return {
		stateDirectory,
		done: restoreBackup({
			file,
			key,
			stateDirectory,
			projectDirectory: repository,
			fsync: false,
			...more
		})
	};
};

/** Every row of every table of ours and of the services, as Postgres writes it; told apart from the code under test. */
async function everyRow(connection: pg.Client): Promise<Map<string, string[]>> {
	await connection.query(`set timezone = 'UTC'`);
	const { rows: tables } = await connection.query<{ name: string }>(
		`select oid::regclass::text as name from pg_class
		where relkind in ('r', 'p') and not relispartition
			and relnamespace::regnamespace::text in ('public', 'private', 'audit', 'auth', 'storage') order by 1`
	);
	const found = new Map<string, string[]>();
	for (const { name } of tables) {
		const { rows } = await connection.query<{ row: string }>(
			`select it::text as row from ${name} it order by it::text collate "C"`
		);
		found.set(
			name,
			rows.map(({ row }) => row)
		);
	}
	return found;
}

async function everyCounter(connection: pg.Client) {
	const { rows } = await connection.query<{ name: string }>(
		`select format('%I.%I', schemaname, sequencename) as name from pg_sequences
		where schemaname in ('public', 'private', 'audit', 'auth', 'storage') order by 1`
	);
	const counters: unknown[] = [];
	for (const { name } of rows) {
		const { rows: stand } = await connection.query(`select last_value, is_called from ${name}`);
		counters.push([name, stand[0]]);
	}
	return counters;
}

test('a restored backup is the same, row by row and file by file, and the audit log is as it was written', async () => {
	const before = await everyRow(client);
	const counters = await everyCounter(client);
	const { path, rows, files, missing } = await makeBackup(options());
	expect(statSync(path).mode & 0o777).toBe(0o600);
	const { stateDirectory, done } = restore(path);
	const restored = await done;
	expect(restored).toMatchObject({ files: 5, left: [] });
	expect([files, missing]).toEqual([5, 0]);
	expect(rows).toBeGreaterThan(10_000);

	const again = await startDatabase({ stateDirectory, fsync: false });
	const other = await connect(again.databaseUrl('supabase_admin'));
	try {
		const after = await everyRow(other);
		expect([...after.keys()]).toEqual([...before.keys()]);
		for (const [table, texts] of before) {
			// The backup itself was under way at its moment; and the seal that ends an epoch came after.
			if (table === 'private.backups') continue;
			const found = after.get(table) ?? [];
			if (table === 'audit.seals') expect(found.length).toBe(texts.length + 1);
			const same = table === 'audit.seals' ? found.filter((text) => texts.includes(text)) : found;
			expect(same, table).toEqual(texts);
		}
		expect((await everyCounter(other)).length).toBe(counters.length);
		expect(await everyCounter(other)).toEqual(counters);

		for (const folder of readdirSync(join(state, 'storage', 'files'))) {
			for (const version of readdirSync(join(state, 'storage', 'files', folder))) {
				expect(
					readFileSync(pathOf(join(stateDirectory, 'storage'), version)).equals(
						readFileSync(pathOf(join(state, 'storage'), version))
					)
				).toBe(true);
			}
		}

		// What is written from now on is sealed under an epoch of its own, by a later seal.
		await other.query(
			`update public.patients set city = 'Elsewhere' where id = (select min(id::text)::uuid from public.patients)`
		);
		await other.query('select private.seal_audit()');
		await other.query('begin transaction isolation level repeatable read read only');
		const report = await verifyAudit(other);
		await other.query('rollback');
		expect(report.problems).toEqual([]);
		expect(report.epochs).toHaveLength(1);
		expect(report.waiting).toBe(0);

		// Under a vault's key of its own; what was sealed is read all the same.
		const { rows: sealed } = await other.query(
			`select count(*)::int as n from public.patients where private.unseal('patients.national_id', id) = 'B-' || mrn`
		);
		expect(sealed).toEqual([{ n: 50 }]);
		expect(readFileSync(`${again.data}.key`, 'utf8')).not.toBe(
			readFileSync(`${database.data}.key`, 'utf8')
		);

		// And all that keeps the hospital's rules is awake.
		for (const [sql, code] of [
			['delete from audit.events', '42501'],
			['truncate audit.events', '42501'],
			[
				`insert into public.patient_contacts (patient_id, name, phone) values (gen_random_uuid(), 'K', '+34600111222')`,
				'23503'
			],
			[`insert into public.patients (given_name, birth_date) values ('', '1970-01-01')`, '23514']
		]) {
			await expect(other.query(String(sql)), sql).rejects.toMatchObject({ code });
		}
		const { rows: asleep } = await other.query(
			`select count(*)::int as n from pg_trigger where tgenabled = 'D' or tgenabled = 'R'`
		);
		expect(asleep).toEqual([{ n: 0 }]);
	} finally {
		await other.end();
		await again.stop();
		removeData(stateDirectory);
	}
}, 120_000);

test('it is of one moment, whatever people write and delete meanwhile', async () => {
	let going = true;
	let written = 0;
	const doomed = await addFile(Buffer.from('deleted while the backup is made'));
	const writer = await connect(database.databaseUrl('postgres'));
	const writing = (async () => {
		for (; going; written++) {
			await writer.query(
				`with made as (insert into public.patients (given_name, birth_date) values ('Meanwhile', '1970-01-01') returning id)
				insert into public.patient_contacts (patient_id, name, phone) select id, 'Meanwhile', '+34600111222' from made`
			);
		}
	})();
	while (written < 20) await new Promise((resolve) => setTimeout(resolve, 10));
	const before = written;
	const done = await makeBackup(
		options({
			now: new Date(Date.now() + 60_000),
			files: async () => {
				const source = await filesOnDisk(join(state, 'storage'));
				// Gone from its folder as soon as somebody deletes it; the row is in the backup's moment still.
				await rm(pathOf(join(state, 'storage'), doomed));
				return source;
			}
		})
	);
	going = false;
	await writing;
	await writer.end();
	await client.query('delete from storage.objects where version = $1', [doomed]);
	expect(written).toBeGreaterThan(before + 10);
	expect(done).toMatchObject({ files: 6, missing: 0 });

	// Read rather than restored, which the test above does.
	const people = new Set<string>();
	const contacts: string[] = [];
	let [table, isDoomed, content] = ['', false, ''];
	for await (const frame of readFrames(done.path, key)) {
		if ('bytes' in frame) {
			if (isDoomed) content += frame.bytes.toString();
			continue;
		}
		const said = frame.say as { table?: string; rows?: unknown; file?: string };
		if (said.table !== undefined) table = said.table;
		if (said.file !== undefined) isDoomed = said.file === doomed;
		if (!Array.isArray(said.rows)) continue;
		for (const row of said.rows as (string | null)[][]) {
			if (!row.includes('Meanwhile')) continue;
			if (table === 'public.patients') people.add(row[0] ?? '');
			if (table === 'public.patient_contacts') contacts.push(row[1] ?? '');
		}
	}
	expect(content).toContain('deleted');
	// Both or neither of what was written together.
	expect(people.size).toBeGreaterThan(0);
	expect(new Set(contacts)).toEqual(people);
});

test('one is made by the stack itself when it is due, under a key of its own', async () => {
	await client.query(
		`update public.hospital_settings set backups_since = now() - interval '2 days'`
	);
	await client.query('delete from private.backups');
	const said: string[] = [];
	const schedule = startBackups({
		databaseUrl: database.databaseUrl('postgres'),
		stateDirectory: state,
		log: (service, message) => said.push(`${service}: ${message}`),
		every: 200
	});
	const made = async () =>
		(
			await client.query<{ name: string }>(
				`select name from private.backups where outcome = 'done'`
			)
		).rows[0]?.name;
	// What its program says comes a moment after what it has written.
	const told = () => said.join().includes('rows and');
	for (const end = Date.now() + 20_000; Date.now() < end && !(told() && (await made()));) {
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	const name = await made();
	await schedule.close();
	expect(said.join()).toContain('rows and');
	const file = join(state, 'backups', name ?? '');
	expect(statSync(join(state, 'backup.key')).mode & 0o777).toBe(0o600);
	const own = Buffer.from(readFileSync(join(state, 'backup.key'), 'utf8'), 'base64');
	let last: unknown;
	for await (const frame of readFrames(file, own)) if ('say' in frame) last = frame.say;
	expect(last).toEqual({ complete: true });
	const { rows } = await client.query(
		'select count(*)::int as n, private.backup_due() as due from private.backups'
	);
	expect(rows).toEqual([{ n: 1, due: false }]);
});

describe('a backup that is not whole', () => {
	test('is refused before anything is written, and nothing of it stays', async () => {
		const { path } = await makeBackup(options({ now: new Date(Date.now() + 120_000) }));
		const whole = readFileSync(path);
		const spoilt = join(place, 'spoilt.backup');
		const middle = Math.floor(whole.length / 2);
		const flipped = Buffer.from(whole);
		flipped[middle] = (flipped[middle] ?? 0) ^ 1;
		for (const content of [
			flipped,
			whole.subarray(0, middle),
			whole.subarray(0, whole.length - 1),
			whole.subarray(0, 400),
			Buffer.concat([whole, Buffer.from('x')]),
			Buffer.from('something else\n')
		]) {
			writeFileSync(spoilt, content);
			const { stateDirectory, done } = restore(spoilt);
			await expect(done, String(content.length)).rejects.toThrow();
			expect(existsSync(stateDirectory)).toBe(false);
		}
		await expect(restore(path, { key: randomBytes(32) }).done).rejects.toThrow('another key');
		expect(whole.includes('Meanwhile')).toBe(false);
	});

	test('and a folder with something in it is left alone', async () => {
		const folder = join(place, 'mine');
		mkdirSync(folder);
		writeFileSync(join(folder, 'mine.txt'), 'mine');
		const file = await findBackup(undefined, join(place, 'backups'));
		await expect(
			restoreBackup({ file, key, stateDirectory: folder, projectDirectory: repository })
		).rejects.toThrow('not empty');
		expect(readdirSync(folder)).toEqual(['mine.txt']);
	});
});

/** What the integrity check finds wrong, as whoever calls the command. */
async function wrongs(connection: pg.Client, storageDirectory = join(state, 'storage')) {
	const found: string[] = [];
	for await (const { what, ok, details } of checkIntegrity(connection, { storageDirectory })) {
		if (ok !== true) found.push(`${what}: ${details.join(', ')}`);
	}
	return found;
}

describe('the integrity check', () => {
	test('finds nothing in a hospital that is whole', async () => {
		const owner = await connect(database.databaseUrl('postgres'));
		await owner.query('begin');
		expect(await wrongs(owner)).toEqual([]);
		await owner.end();
	});

	const stay = `(select id from public.bed_stays where not is_current limit 1)`;
	for (const [what, damage, says] of [
		[
			'a reference that leads nowhere',
			`update public.patient_contacts set patient_id = gen_random_uuid() where id = (select id from public.patient_contacts limit 1)`,
			'1 rows by patient_contacts_patient_id_fkey of public.patient_contacts'
		],
		[
			'a row against a rule, and a rule not in force',
			`alter table public.patients drop constraint patients_sex_known;
			update public.patients set sex = 'x' where id = (select id from public.patients limit 1);
			alter table public.patients add constraint patients_sex_known check (sex in ('female', 'male', 'other', 'unknown')) not valid`,
			'1 rows of public.patients against patients_sex_known'
		],
		[
			'a trigger that is switched off',
			`alter table public.patients disable trigger patients_200_touch_updated_at`,
			'trigger patients_200_touch_updated_at of public.patients is switched off'
		],
		[
			'a patient who cannot be found by name',
			`delete from private.patient_name_entries where patient_id = (select patient_id from private.patient_name_entries limit 1)`,
			'The index of names'
		],
		[
			'a stay that goes on after the discharge',
			`update public.bed_stays set period = tstzrange(lower(period), upper(period) + interval '1 year') where id = ${stay}`,
			'Nobody is in a bed'
		],
		[
			'a sealed value that was changed',
			`update private.sealed_values set sealed = set_byte(sealed, 50, 255 - get_byte(sealed, 50)) where row_id = (select row_id from private.sealed_values limit 1)`,
			'Each sealed value'
		],
		[
			'a sealed value that is not found',
			`delete from private.sealed_marks where row_id = (select row_id from private.sealed_marks limit 1)`,
			'Each sealed value'
		]
	] as const) {
		test(`finds ${what}`, async () => {
			await client.query('begin');
			try {
				await client.query('set local session_replication_role = replica');
				await client.query(
					`alter table public.bed_stays drop constraint bed_stays_bed_taken,
						drop constraint bed_stays_patient_elsewhere, drop constraint bed_stays_stay_elsewhere`
				);
				await client.query(damage);
				expect((await wrongs(client)).join('; ')).toContain(says);
			} finally {
				await client.query('rollback');
			}
		});
	}

	test('finds files that are gone, changed, or of nobody', async () => {
		const { rows } = await client.query<{ version: string }>(
			`select version from storage.objects order by version limit 2`
		);
		const [one = '', other = ''] = rows.map(({ version }) =>
			pathOf(join(state, 'storage'), version)
		);
		const contents = [one, other].map((path) => readFileSync(path));
		await client.query('begin');
		await client.query(
			`update storage.objects set metadata = jsonb_build_object('size', $2::int) where version = $1`,
			[rows[1]?.version, (contents[1]?.length ?? 0) + 1]
		);
		await rm(one);
		const stray = pathOf(join(state, 'storage'), randomUUID());
		mkdirSync(join(stray, '..'), { recursive: true });
		writeFileSync(stray, 'x');
		const found = (await wrongs(client)).join('; ');
		await client.query('rollback');
		writeFileSync(one, contents[0] ?? '');
		await rm(stray);
		for (const says of ['has no file', 'bytes, not', 'belongs to nothing'])
			expect(found).toContain(says);
	});
});

/** What S3 does with what Lantern asks of it, and refuses a signature that is not right. */
async function standIn(secretKey: string) {
	const kept = new Map<string, Buffer>();
	const parts = new Map<string, Buffer[]>();
	const refused: string[] = [];
	let failing = 1;
	const server = createServer((request, response) => {
		void (async () => {
			const body = await bodyOf(request);
			const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
			const sent = request.headers.authorization ?? '';
			const at = String(request.headers['x-amz-date']);
			const expected = signedHeaders(
				{ region: 'test-1', accessKey: 'someone', secretKey },
				{ method: request.method ?? '', url, body },
				new Date(at.replace(/(....)(..)(..T..)(..)(..Z)/, '$1-$2-$3:$4:$5'))
			);
			const answer = (status: number, content: string | Buffer = '', headers = {}) =>
				response.writeHead(status, headers).end(content);
			if (sent !== expected.authorization) {
				refused.push(url.pathname);
				return answer(403, '<Error><Code>SignatureDoesNotMatch</Code></Error>');
			}
			if (failing-- > 0) return answer(503, '<Error><Code>SlowDown</Code></Error>');
			const name = decodeURIComponent(url.pathname.replace('/bucket/', ''));
			const uploadId = url.searchParams.get('uploadId');
			if (request.method === 'POST' && url.searchParams.has('uploads')) {
				parts.set('upload 1', []);
				return answer(200, '<Result><UploadId>upload 1</UploadId></Result>');
			}
			if (request.method === 'PUT' && uploadId) {
				const number = Number(url.searchParams.get('partNumber'));
				const list = parts.get(uploadId) ?? [];
				list[number - 1] = body;
				return answer(200, '', { etag: `"${number}"` });
			}
			if (request.method === 'POST' && uploadId) {
				expect(body.toString().match(/<PartNumber>/g)).toHaveLength(
					parts.get(uploadId)?.length ?? 0
				);
				kept.set(name, Buffer.concat(parts.get(uploadId) ?? []));
				return answer(200, '<Result></Result>');
			}
			if (request.method === 'PUT') kept.set(name, body);
			if (request.method === 'DELETE') kept.delete(name);
			if (request.method !== 'GET') return answer(200);
			if (url.searchParams.has('list-type')) {
				const names = [...kept.keys()].filter((known) =>
					known.startsWith(url.searchParams.get('prefix') ?? '')
				);
				const first = url.searchParams.get('continuation-token') ? 1 : 0;
				const more = first === 0 && names.length > 1;
				const page = more ? names.slice(0, 1) : names.slice(first);
				return answer(
					200,
					`<R>${page.map((known) => `<Key>${known}</Key>`).join('')}${more ? '<NextContinuationToken>more &amp; more</NextContinuationToken>' : ''}</R>`
				);
			}
			const content = kept.get(name);
			return content ? answer(200, content) : answer(404, '<Error><Code>NoSuchKey</Code></Error>');
		})();
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		url: new URL(`http://127.0.0.1:${port}/bucket/a folder`),
		kept,
		refused,
		close: () => server.close()
	};
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks);
}

describe('off the machine', () => {
	test('requests are signed as Amazon’s own examples are', () => {
		const target = {
			region: 'us-east-1',
			accessKey: 'AKIAIOSFODNN7EXAMPLE',
			secretKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'
		};
		const at = new Date('2013-05-24T00:00:00Z');
		for (const [query, signature] of [
			['lifecycle=', 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543'],
			['max-keys=2&prefix=J', '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7']
		]) {
			const url = new URL(`https://examplebucket.s3.amazonaws.com/?${query}`);
			expect(signedHeaders(target, { method: 'GET', url, body: '' }, at).authorization).toMatch(
				new RegExp(`Signature=${signature}$`)
			);
		}
	});

	test('a backup is sent in parts, found and restored from there, and the old ones go, here and there', async () => {
		const bucket = await standIn('their secret');
		const s3 = {
			url: bucket.url,
			region: 'test-1',
			accessKey: 'someone',
			secretKey: 'their secret'
		};
		const day = 86_400_000;
		const old = await makeBackup(
			options({ s3, partSize: 100_000, now: new Date(Date.now() - 31 * day) })
		);
		expect([...bucket.kept.keys()]).toEqual([`a folder/${old.name}`]);
		expect(bucket.kept.get(`a folder/${old.name}`)?.equals(readFileSync(old.path))).toBe(true);
		expect(old.bytes).toBeGreaterThan(200_000);

		const recent = await makeBackup(options({ s3, now: new Date(Date.now() - 29 * day) }));
		expect(recent.removed).toEqual([]);
		const done = await makeBackup(options({ s3, now: new Date(Date.now() + 180_000) }));
		expect(done.removed).toEqual([old.name]);
		expect(existsSync(old.path)).toBe(false);
		expect([...bucket.kept.keys()].sort()).toEqual(
			[`a folder/${recent.name}`, `a folder/${done.name}`].sort()
		);

		const elsewhere = join(place, 'another machine');
		const fetched = await findBackup(undefined, elsewhere, s3);
		expect(readFileSync(fetched).equals(readFileSync(done.path))).toBe(true);

		await expect(
			makeBackup(
				options({ s3: { ...s3, secretKey: 'a guess' }, now: new Date(Date.now() + 240_000) })
			)
		).rejects.toThrow('refused (403 SignatureDoesNotMatch)');
		const { rows } = await client.query(
			`select outcome, message from private.backups order by began_at desc limit 1`
		);
		expect(rows[0]).toMatchObject({ outcome: 'failed' });
		expect(bucket.refused.length).toBe(1);
		bucket.close();
	});
});
