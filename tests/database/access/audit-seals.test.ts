import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { verifyAudit } from '../../../supabase/local/audit.ts';
import { clusterWith } from '../../../supabase/local/clusters.ts';
import { removeData, startDatabase } from '../../../supabase/local/postgres.ts';
import {
	connect,
	describe,
	expect,
	inTransaction,
	test as base,
	TestDatabase
} from '../../support/database.ts';

/**
 * A server of the file's own: what is open in any database of a server holds the horizon back. These connections commit,
 * since what is open is not sealed.
 */
interface Log {
	url: string;
	owner: pg.Client;
	/** Another writer. */
	other: pg.Client;
	/** The superuser, who switches off what refuses. */
	thief: pg.Client;
}

/** Starts a server whose log is empty; what the migrations wrote would be verified hundreds of times. */
async function startLog(): Promise<Log & { stop: () => Promise<void> }> {
	const stateDirectory = mkdtempSync(join(tmpdir(), 'lantern-audit-'));
	const database = await startDatabase({
		stateDirectory,
		copyOf: await clusterWith('migrated'),
		fsync: false
	});
	const url = database.databaseUrl('postgres');
	const [owner, other, thief] = await Promise.all([
		connect(url),
		connect(url),
		connect(database.databaseUrl('supabase_admin'))
	]);
	await thief.query(
		`begin; ${switched('disable')}; delete from audit.events; ${switched('enable always')}; commit`
	);
	return {
		url,
		owner,
		other,
		thief,
		async stop() {
			await Promise.all([owner, other, thief].map((client) => client.end()));
			await database.stop();
			removeData(stateDirectory);
		}
	};
}

const test = base.extend<{ $file: { log: Log } }>({
	log: [
		async ({}, use) => {
			const log = await startLog();
			await use(log);
			await log.stop();
		},
		{ scope: 'file' }
	]
});

const switched = (how: string) =>
	['events', 'seals', 'anchors']
		.map((table) => `alter table audit.${table} ${how} trigger ${table}_100_refuse_change`)
		.join('; ');

/** Writes something that is logged, in a transaction of its own; gives the patient. */
async function write(client: pg.Client): Promise<string> {
	const { rows } = await client.query<{ id: string }>(
		`insert into public.patients (given_name, family_name, birth_date, sex) values ('Test', 'Patient', '1980-05-17', 'female') returning id`
	);
	await client.query(`update public.patients set city = 'Vigo' where id = $1`, [rows[0]?.id]);
	return rows[0]?.id ?? '';
}

const seal = async (client: pg.Client) =>
	Number(
		(await client.query<{ rows: string }>('select private.seal_audit() as rows')).rows[0]?.rows
	);

/** What `audit:verify` finds, with what `change` does undone afterwards. */
async function verified({ thief }: Log, change = '', against: string[] = []) {
	try {
		await thief.query(`begin isolation level repeatable read; ${change}`);
		return await verifyAudit(thief, against);
	} finally {
		await thief.query('rollback');
	}
}
const tampered = (log: Log, change: string, against: string[] = []) =>
	verified(
		log,
		`${switched('disable')}; alter table audit.events drop constraint events_redacted_whole; ${change}`,
		against
	);

/** Rows and the number of each one's seal. */
async function sealedRows({ owner }: Log) {
	const { rows } = await owner.query<{ id: string; txid: string; seal: number }>(
		`select event.id, event.txid::text, (
			select min(n)::int from audit.seals where epoch = event.epoch and event.txid < upto
		 ) as seal from audit.events event order by epoch, txid, id`
	);
	return rows.filter((row) => row.seal !== null);
}

describe('a log that somebody tampered with', () => {
	test('has three seals to begin with, and is whole', async ({ log }) => {
		for (let n = 1; n <= 3; n++) {
			await write(log.owner);
			await write(log.other);
			expect(await seal(log.owner)).toBeGreaterThanOrEqual(4);
			expect(await seal(log.owner)).toBe(0);
		}
		const { problems, seals, sealed, waiting, head } = await verified(log);
		expect({ problems, seals, waiting, n: head?.n }).toEqual({
			problems: [],
			seals: 3,
			waiting: 0,
			n: 3
		});
		expect(sealed).toBe((await sealedRows(log)).length);
		expect((await verified(log, '', [head?.hash ?? ''])).problems).toEqual([]);
	});

	/** Another value, by the column's type. */
	const others: Record<string, (column: string) => string> = {
		bigint: (column) => `coalesce(${column}, 0) + 1000`,
		integer: (column) => `${column} + 1`,
		text: (column) => `coalesce(${column}, '') || ''''`,
		uuid: () => 'gen_random_uuid()',
		jsonb: (column) => `coalesce(${column} || '{"city": "Lugo"}', 'null')`,
		bytea: () => `sha256('other')`,
		xid8: (column) => `(${column}::text::bigint + 1000000)::text::xid8`,
		'timestamp with time zone': (column) => `${column} + interval '1 microsecond'`
	};
	const columnsOf = async ({ owner }: Log, table: string) =>
		(
			await owner.query<{ name: string; type: string }>(
				`select attname as name, format_type(atttypid, null) as type from pg_attribute
				 where attrelid = $1::regclass and attnum > 0 and not attisdropped`,
				[table]
			)
		).rows;

	test('shows where: each row, each of its columns', async ({ log }) => {
		const rows = await sealedRows(log);
		const columns = await columnsOf(log, 'audit.events');
		expect(columns.length).toBeGreaterThan(18);
		for (const row of [rows[0], rows[5], rows.at(-1)]) {
			for (const { name, type } of columns) {
				const value = others[type]?.(name);
				// What the log numbers itself takes no other number but by "overriding".
				const change = `alter table audit.events alter id drop identity if exists;
					update audit.events set ${name} = ${value} where id = ${row?.id}`;
				const { problems } = await tampered(log, change);
				expect([name, ...problems.map((problem) => problem.seal)]).toContain(row?.seal);
			}
		}
	});

	test('shows where: each row that was removed, and one that was put there', async ({ log }) => {
		for (const { id, txid, seal } of await sealedRows(log)) {
			const removed = await tampered(log, `delete from audit.events where id = ${id}`);
			expect(removed.problems).toEqual([
				{ seal, what: expect.stringMatching(/^1 deleted: /) as string }
			]);
			// Its digest is right, for the log makes it.
			const added = await tampered(
				log,
				`insert into audit.events (role, action, table_name, txid) values ('postgres', 'insert', 'patients', '${txid}')`
			);
			expect(added.problems).toEqual([
				{ seal, what: expect.stringMatching(/^1 inserted: /) as string }
			]);
		}
	});

	test('shows where: rows that were moved, or written anew with the right digest', async ({
		log
	}) => {
		const rows = await sealedRows(log);
		const [first, second, last] = [rows[0], rows[1], rows.at(-1)];
		for (const column of ['id', 'txid', 'after', 'digest']) {
			for (const [one, two] of [
				[first, second],
				[first, last]
			]) {
				const { problems } = await tampered(
					log,
					`alter table audit.events alter id drop identity if exists;
					 update audit.events event set ${column} = other.${column} from audit.events other
					 where event.id in (${one?.id}, ${two?.id}) and other.id in (${one?.id}, ${two?.id}) and other.id <> event.id`
				);
				// Two writes of one transaction have the same number.
				if (column === 'txid' && one?.txid === two?.txid) continue;
				expect(problems.map((problem) => problem.seal)).toContain(one?.seal);
				expect(problems.map((problem) => problem.seal)).toContain(two?.seal);
			}
		}
		const anew = await tampered(
			log,
			`create temporary table taken on commit drop as select * from audit.events where id = ${second?.id};
			 delete from audit.events where id = ${second?.id};
			 insert into audit.events (id, at, actor_id, actor_name, role, action, table_name, row_id, patient_id, before, after, txid)
			 overriding system value
			 select id, at, actor_id, actor_name, role, action, table_name, row_id, patient_id, before, '{"city": "Lugo"}', txid from taken`
		);
		expect(anew.problems).toEqual([
			{ seal: second?.seal, what: expect.stringMatching(/^its rows are others/) as string }
		]);
	});

	test('shows where: seals that were changed, removed or put there', async ({ log }) => {
		for (const { name, type } of await columnsOf(log, 'audit.seals')) {
			for (const n of [1, 2, 3]) {
				const { problems } = await tampered(
					log,
					`update audit.seals set ${name} = ${others[type]?.(name)} where n = ${n}`
				);
				expect([name, ...problems.map((problem) => problem.seal)]).toContain(n);
			}
		}
		for (const n of [1, 2]) {
			const { problems } = await tampered(log, `delete from audit.seals where n = ${n}`);
			expect(problems).toContainEqual({ seal: n, what: `seal ${n} removed` });
		}
		const { problems } = await tampered(
			log,
			`update audit.seals set n = 4 where n = 3;
			 insert into audit.seals select 3, epoch, upto, 0, sha256(''), hash, at, sha256('made up') from audit.seals where n = 2`
		);
		expect(problems.map((problem) => problem.seal)).toEqual(expect.arrayContaining([3, 4]));
	});

	test('shows that its end was cut off to whoever has a hash, or had it mailed', async ({
		log
	}) => {
		const { head } = await verified(log);
		const hash = head?.hash ?? '';
		const cut = [
			'delete from audit.seals where n = 3',
			'delete from audit.seals where n >= 2',
			`delete from audit.events where txid >= (select upto from audit.seals where n = 2); delete from audit.seals where n = 3`,
			// Sealed anew, it is a chain like any other.
			'delete from audit.seals where n = 3; select private.write_seal(pg_snapshot_xmin(pg_current_snapshot()))',
			`delete from audit.events where txid >= (select upto from audit.seals where n = 1);
			 delete from audit.seals; select private.write_seal(pg_snapshot_xmin(pg_current_snapshot()))`
		];
		for (const change of cut) {
			expect((await tampered(log, change)).problems).toEqual([]);
			expect((await tampered(log, change, [hash])).problems).toEqual([
				{ seal: null, what: expect.stringContaining(hash) as string }
			]);
		}
		await log.owner.query('select private.record_audit_anchor(3, 1)');
		expect((await verified(log)).problems).toEqual([]);
		for (const change of cut) expect((await tampered(log, change)).problems).toHaveLength(1);
	});
});

test('the nightly look finds what was changed, removed or cut off, and keeps that it did', async ({
	log
}) => {
	const found = async (change: string) => {
		try {
			await log.thief.query(
				`begin; ${switched('disable')}; alter table audit.events drop constraint events_redacted_whole; ${change}`
			);
			await log.thief.query('select private.verify_audit_log()');
			const { rows } = await log.thief.query<{ problems: number; first_n: string | null }>(
				'select problems, first_n from audit.verifications order by at desc limit 1'
			);
			return rows[0];
		} finally {
			await log.thief.query('rollback');
		}
	};
	const first =
		'(select id from audit.events where txid >= (select upto from audit.seals where n = 1) order by txid, id limit 1)';
	expect(await found('')).toEqual({ problems: 0, first_n: null });
	expect(
		await found(`update audit.events set after = '{"city": "Lugo"}' where id = ${first}`)
	).toEqual({ problems: 1, first_n: '2' });
	expect(await found(`delete from audit.events where id = ${first}`)).toEqual({
		problems: 1,
		first_n: '2'
	});
	expect(await found(`update audit.seals set hash = sha256('other') where n = 1`)).toMatchObject({
		first_n: '1'
	});
	// Cut off, it is found by the head that was mailed.
	expect((await found('delete from audit.seals where n >= 3'))?.problems).toBe(1);
});

test('update, delete and truncate are refused to everybody, on every part', async ({ log }) => {
	const { owner, thief } = log;
	const admin = await new TestDatabase(owner).createStaff('admin');
	const { rows } = await owner.query<{ part: string }>(
		'select distinct tableoid::regclass::text as part from audit.events'
	);
	const refusal = (client: pg.Client, become: string, sql: string) =>
		client.query(`begin; ${become}; ${sql}`).then(
			() => 'done',
			(error: pg.DatabaseError) => error.code
		);
	expect(rows).toHaveLength(1);
	await owner.query('select private.verify_audit_log()');
	for (const table of [
		'audit.events',
		rows[0]?.part,
		'audit.seals',
		'audit.anchors',
		'audit.verifications'
	]) {
		const change = table?.includes('event') ? 'role = role' : 'at = at';
		for (const sql of [
			`update ${table} set ${change}`,
			`delete from ${table}`,
			`truncate ${table}`
		]) {
			for (const [client, become] of [
				[owner, 'set local role postgres'],
				[owner, 'set local role service_role'],
				[owner, 'set local role anon'],
				[
					owner,
					`set local role authenticated; select set_config('request.jwt.claims', '{"sub": "${admin.id}"}', true)`
				],
				[thief, 'set local role none'],
				[thief, 'set local session_replication_role = replica']
			] as const) {
				expect([sql, become, await refusal(client, become, sql)]).toEqual([sql, become, '42501']);
				await client.query('rollback');
			}
		}
	}
	await owner.query('begin');
	expect(await refusal(owner, 'select', 'truncate audit.events_other')).toBe('42501');
	await owner.query('rollback');
});

describe('sealing', () => {
	test('takes what was rolled back for nothing', async ({ log }) => {
		await log.owner.query('begin');
		await write(log.owner);
		await log.owner.query('rollback');
		await write(log.other);
		await seal(log.owner);
		const { problems, waiting } = await verified(log);
		expect({ problems, waiting }).toEqual({ problems: [], waiting: 0 });
	});

	test('waits for a transaction that is open, and loses nothing of it or of others', async ({
		log
	}) => {
		const { owner, other } = log;
		const before = await verified(log);
		await other.query('begin');
		await write(other);
		await write(owner);
		// In the next transaction but before the one that is open is over.
		await write(owner);
		expect(await seal(owner)).toBe(0);
		expect((await verified(log)).waiting).toBe(4);
		await write(other);
		await other.query('commit');
		const all = await verified(log);
		expect(all.waiting).toBe(8);
		expect(await seal(owner)).toBe(8);
		const after = await verified(log);
		expect(after).toMatchObject({ problems: [], waiting: 0, sealed: before.sealed + 8 });
	});

	test('of twelve writers and a sealer at once seals each row once', async ({ log }) => {
		const writers = await Promise.all(Array.from({ length: 12 }, () => connect(log.url)));
		let over = false;
		const sealing = (async () => {
			while (!over) await seal(log.owner);
		})();
		try {
			await Promise.all(
				writers.map(async (writer, n) => {
					for (let time = 0; time < 4; time++) {
						await writer.query('begin');
						await write(writer);
						if (n % 3 === 0) await write(writer);
						await writer.query((n + time) % 4 === 0 ? 'rollback' : 'commit');
					}
				})
			);
		} finally {
			over = true;
			await sealing;
			await Promise.all(writers.map((writer) => writer.end()));
		}
		await seal(log.owner);
		const { rows } = await log.owner.query<{ count: string }>('select count(*) from audit.events');
		expect(await verified(log)).toMatchObject({
			problems: [],
			waiting: 0,
			sealed: Number(rows[0]?.count)
		});
	});

	test('tells admins, once, of what has waited for five minutes', async ({ log }) => {
		const { owner, other } = log;
		const admin = await new TestDatabase(owner).createStaff('admin');
		const told = async () =>
			(
				await owner.query(
					`select from public.notifications where user_id = $1 and kind = 'audit_unsealed' and severity = 'warning' and params ? 'since'`,
					[admin.id]
				)
			).rowCount;
		await other.query('begin');
		await write(other);
		await write(owner);
		await seal(owner);
		expect(await told()).toBe(0);
		await owner.query(
			`insert into audit.events (at, role, action, table_name) values (now() - interval '6 minutes', 'postgres', 'insert', 'patients')`
		);
		await seal(owner);
		await seal(owner);
		expect(await told()).toBe(1);
		await other.query('commit');
		await seal(owner);
		expect((await verified(log)).problems).toEqual([]);
	});

	test('goes on in a new epoch where transactions are numbered anew', async ({ log }) => {
		const { owner } = log;
		const before = await verified(log);
		// As a dump leaves it that comes from a busier server: sealed far ahead of what this one counts, one row not yet.
		const far = (txid: string) =>
			`insert into audit.events (role, action, table_name, txid) values ('postgres', 'insert', 'patients', '${txid}')`;
		await owner.query(
			`${far('9000000000')}; ${far('9000000005')}; select private.write_seal('9000000001')`
		);
		await write(owner);
		await seal(owner);
		await write(owner);
		await seal(owner);
		const after = await verified(log);
		expect(after).toMatchObject({ problems: [], waiting: 0, sealed: before.sealed + 6 });
		const { rows } = await owner.query('select distinct epoch from audit.events order by epoch');
		expect(rows).toEqual([{ epoch: 1 }, { epoch: 2 }]);

		// What a restore command does, before anybody writes.
		await owner.query('select private.begin_audit_epoch()');
		await write(owner);
		await seal(owner);
		const twice = await verified(log);
		expect(twice).toMatchObject({ problems: [], waiting: 0 });
		expect(twice.epochs).toHaveLength(2);

		const late = await tampered(
			log,
			`insert into audit.events (role, action, table_name, txid, epoch, salt, digest)
			 values ('postgres', 'insert', 'patients', '9000000009', 1, gen_random_uuid(), sha256('made up'))`
		);
		expect(late.problems.some(({ what }) => what.startsWith('1 inserted'))).toBe(true);
	});
});

describe('a redaction', () => {
	test('leaves who did what and when, shows its order, and is no alarm', async ({ log }) => {
		const { owner } = log;
		const patient = await write(owner);
		await seal(owner);
		const ids = (
			await owner.query<{ id: string }>('select id from audit.events where patient_id = $1', [
				patient
			])
		).rows.map(({ id }) => id);
		await owner.query(`select private.redact_audit($1, 'Court of Vigo, 12/2026')`, [patient]);
		const { rows } = await owner.query<{ after: unknown; action: string }>(
			'select action, before, after, salt, actor_name from audit.events where patient_id = $1 order by id',
			[patient]
		);
		const gone = { before: null, after: null, salt: null, actor_name: null };
		expect(rows).toEqual([
			{ action: 'insert', ...gone },
			{ action: 'update', ...gone }
		]);
		await seal(owner);
		const { problems, redactions } = await verified(log);
		expect(problems).toEqual([]);
		expect([...redactions.values()]).toEqual([ids.length]);

		const [order] = [...redactions.keys()];
		const edited = await tampered(
			log,
			`update audit.events set action = 'delete' where id = ${ids[0]}`
		);
		expect(edited.problems.map(({ what }) => what)).toContain(`row ${ids[0]} was changed`);
		const put = await tampered(log, `update audit.events set after = '{}' where id = ${ids[0]}`);
		expect(put.problems.map(({ what }) => what)).toContain(`row ${ids[0]} was changed`);
		const noOrder = await tampered(log, `delete from audit.events where id = ${order}`);
		expect(noOrder.problems.map(({ what }) => what)).toContain(
			`${ids.length} rows were erased by order ${order}, which is not in the log`
		);
		// Nobody erases without an order of the same transaction, or more than the payload.
		const { rows: kept } = await owner.query<{ id: string }>(
			'select max(id) as id from audit.events where redacted_by is null'
		);
		const erased = `salt = null, actor_name = null, ip = null, user_agent = null, before = null, after = null,
			payload_digest = private.audit_payload_digest(salt, actor_name, ip, user_agent, before, after), redacted_by = ${order}`;
		await expect(
			owner.query(`update audit.events set ${erased} where id = $1`, [kept[0]?.id])
		).rejects.toMatchObject({ code: '42501' });
	});

	test('by the erasure of a record is none either, and says by whose request', async ({ log }) => {
		const { owner } = log;
		const patient = await write(owner);
		await owner.query(
			`update public.patients set archived_at = now(), archived_reason = 'Moved away' where id = $1`,
			[patient]
		);
		await seal(owner);
		const { rows } = await owner.query<{ id: string }>(
			`insert into public.erasure_requests (patient_id, state, basis, reason, asked_name, decided_name, decided_at)
			values ($1, 'approved', 'legal_duty', 'Asked for by letter', 'Ada', 'Ben', now()) returning id`,
			[patient]
		);
		await owner.query('select private.run_erasures()');
		await seal(owner);
		const { problems, redactions } = await verified(log);
		expect(problems).toEqual([]);
		const said = await owner.query<{ order: string }>(
			`select after ->> 'order' as order from audit.events where id = $1 and action = 'redacted'`,
			[[...redactions.keys()].at(-1)]
		);
		expect(said.rows[0]?.order).toBe(
			`Erasure request ${rows[0]?.id} on the ground legal_duty, approved by Ben`
		);
	});
});

test('a log that was carried to another server goes on there, and is verified across', async ({
	log
}) => {
	const there = await startLog();
	try {
		await seal(log.owner);
		await write(log.owner);
		const before = await verified(log);
		expect(before.waiting).toBe(2);
		for (const table of ['events', 'seals', 'anchors']) {
			const { rows } = await log.owner.query<{ rows: string }>(
				`select jsonb_agg(to_jsonb(line) order by line)::text as rows from audit.${table} line`
			);
			await there.owner.query(
				`insert into audit.${table} ${table === 'events' ? 'overriding system value' : ''}
				 select line.* from jsonb_populate_recordset(null::audit.${table}, $1) line`,
				[rows[0]?.rows]
			);
		}
		// It has counted fewer transactions, as a new one has.
		const { rows } = await there.owner.query(
			`select pg_snapshot_xmax(pg_current_snapshot()) < (select upto from audit.seals order by n desc limit 1) as fewer`
		);
		expect(rows).toEqual([{ fewer: true }]);
		await write(there.owner);
		await seal(there.owner);
		await write(there.other);
		await seal(there.owner);
		const after = await verified(there, '', [before.head?.hash ?? '']);
		expect(after).toMatchObject({ problems: [], waiting: 0, sealed: before.sealed + 6 });
		expect(after.epochs).toHaveLength(before.epochs.length + 1);
	} finally {
		await there.stop();
	}
});

test('the command says it in words, and fails when something is wrong', async ({ log }) => {
	const command = fileURLToPath(
		new URL('../../../supabase/local/commands/audit-verify.ts', import.meta.url)
	);
	const never = 'a'.repeat(64);
	const failed = await promisify(execFile)(
		process.execPath,
		['--import', 'tsx', command, '--against', never],
		{ env: { ...process.env, DATABASE_URL: log.url } }
	).then(
		() => null,
		(error: { code: number; stdout: string }) => error
	);
	expect(failed?.code).toBe(1);
	expect(failed?.stdout).toMatch(/2 rows redacted by order \d+: Court of Vigo, 12\/2026/);
	expect(failed?.stdout).toContain(`✗ the seal ${never}, which somebody has, is not in the chain`);
	expect(failed?.stdout).toMatch(
		/Not as written, in 1 place: \d+ rows under \d+ seals, 2 not sealed yet\nHead: seal \d+ of .*\n[0-9a-f]{64}\n/
	);
});

test('the parts are made three months ahead, and what has none goes into the part for all others', async ({
	log
}) => {
	await inTransaction(log.url, async (db) => {
		const part = (at: string) =>
			db.value<string>(
				`insert into audit.events (at, role, action, table_name) values ($1, 'postgres', 'insert', 'patients')
				 returning tableoid::regclass::text`,
				[at]
			);
		expect(await part('2031-01-15T12:00:00Z')).toBe('audit.events_other');
		await db.rows(`select private.make_audit_parts('2030-11-30T23:30:00Z')`);
		expect(await part('2030-11-30T23:59:59Z')).toBe('audit.events_2030_11');
		expect(await part('2030-12-01T00:00:00Z')).toBe('audit.events_2030_12');
		// It had begun elsewhere.
		expect(await part('2031-01-31T12:00:00Z')).toBe('audit.events_other');
		expect(await part('2031-02-28T23:59:59Z')).toBe('audit.events_2031_02');
		for (const statement of [
			'update audit.events_2030_12 set role = role',
			'truncate audit.events_2030_12'
		]) {
			expect((await db.refusal('owner', () => db.rows(statement))).code).toBe('42501');
		}
		// Again, there is nothing to do.
		await db.rows(`select private.make_audit_parts('2030-11-30T23:30:00Z')`);
	});
});
