import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { clusterWith } from '../../../supabase/local/clusters.ts';
import { keyFile, removeData, startDatabase } from '../../../supabase/local/postgres.ts';
import { rotateSealingKeys } from '../../../supabase/local/sealing.ts';
import { connect, describe, expect, test, type TestDatabase } from '../../support/database.ts';

const refused = (answer: Promise<unknown>) =>
	answer.then(
		() => ({}),
		(error: unknown) => error
	);

const number = 'X-0483216-K';
const written = { given_name: 'Zoraida', family_name: 'Sealed', birth_date: '1970-02-03' };

const register = (db: TestDatabase, more: object = {}) =>
	db.value<string>('select id from public.register_patient($1)', [{ ...written, ...more }]);

describe('the number of an identity document', () => {
	test('is read by the desk and the patient, and by nobody else', async ({ db }) => {
		const desk = await db.createStaff('receptionist');
		const nurse = await db.createStaff('nurse');
		const patient = await db.createPortalPerson();
		const id = await db.as(desk, () => register(db, { national_id: number }));
		const read = 'select public.patient_national_id($1)';
		expect(await db.as(desk, () => db.value(read, [id]))).toBe(number);
		for (const person of [nurse, patient]) {
			expect(await refused(db.as(person, () => db.value(read, [id])))).toMatchObject({
				code: '42501'
			});
		}
		await db.rows(`select private.seal('patients.national_id', $1, 'OWN-1')`, [patient.patientId]);
		expect(await db.as(patient, () => db.value(read, [patient.patientId]))).toBe('OWN-1');
		for (const call of [
			`select private.unseal('patients.national_id', $1)`,
			`select private.seal('patients.national_id', $1, 'X')`,
			'select sealed from private.sealed_values where row_id = $1',
			'select secret from vault.decrypted_secrets where id = $1'
		]) {
			expect(await refused(db.as(desk, () => db.rows(call, [id]))), call).toMatchObject({
				code: '42501'
			});
		}
	});

	test('is found whole, however it is written, and not by a part of it', async ({ db }) => {
		const desk = await db.createStaff('receptionist');
		const id = await db.as(desk, () => register(db, { national_id: number }));
		const found = (query: string) =>
			db.as(desk, async () =>
				(await db.rows<{ id: string }>('select id from public.search_patients($1)', [query])).map(
					(row) => row.id
				)
			);
		for (const query of [number, 'x0483216k', ' x 0483216 k ', 'Ｘ０４８３２１６Ｋ']) {
			expect(await found(query), query).toEqual([id]);
		}
		expect(await found('X048321')).not.toContain(id);
		await db.rows(
			`update public.patients set archived_at = now(), archived_reason = 'x' where id = $1`,
			[id]
		);
		expect(await found(number)).toEqual([]);
	});

	test('says that two are one, before a second record is made and when one is tried', async ({
		db
	}) => {
		const desk = await db.createStaff('receptionist');
		const id = await db.as(desk, () => register(db, { national_id: number }));
		const other = { given_name: 'Nobody', family_name: 'Alike', birth_date: '2001-01-01' };
		const likely = `select id, score from public.likely_patients('Nobody', 'Alike', '2001-01-01', null, $1)`;
		expect(await db.as(desk, () => db.rows(likely, ['x0483216k']))).toEqual([{ id, score: 1 }]);
		expect(
			await refused(
				db.as(desk, () =>
					db.rows('select from public.register_patient($1, false)', [
						{ ...other, national_id: 'x0483216k' }
					])
				)
			)
		).toMatchObject({ code: 'LN027' });
		const refusal = await refused(
			db.as(desk, () => register(db, { ...other, national_id: 'X0483216K' }))
		);
		expect(refusal).toMatchObject({ code: '23505', constraint: 'patients_national_id_taken' });
		expect(JSON.stringify(refusal)).not.toMatch(/0483216|\\\\x/);
		expect(
			await db.value(`select count(*)::int from public.patients where given_name = 'Nobody'`)
		).toBe(0);
	});

	test('may be had again once the other record is archived, which then cannot come back', async ({
		db
	}) => {
		const desk = await db.createStaff('receptionist');
		const first = await db.as(desk, () => register(db, { national_id: number }));
		const change = (name: string, id: string) =>
			db.as(desk, () =>
				db.rows(
					`select from public.${name}($1, ${name === 'archive_patient' ? `'twice',` : ''} (select updated_at from public.patients where id = $1))`,
					[id]
				)
			);
		await change('archive_patient', first);
		await db.as(desk, () => register(db, { given_name: 'Second', national_id: number }));
		expect(await refused(change('restore_patient', first))).toMatchObject({
			code: '23505',
			constraint: 'patients_national_id_taken'
		});
	});

	test('is corrected and taken away with the record’s version, and goes with a record that is put into another', async ({
		db
	}) => {
		const desk = await db.createStaff('receptionist');
		const id = await db.as(desk, () => register(db, { national_id: number }));
		const update = (patient: object) =>
			db.as(desk, () =>
				db.value<Date | null>(
					`select national_id_sealed_at from public.update_patient($1, $2, (select updated_at from public.patients where id = $1))`,
					[id, patient]
				)
			);
		const sealedAt = await update({ city: 'Other' });
		expect(await update({ national_id: number })).toEqual(sealedAt);
		expect(await update({ national_id: 'NEW-7' })).not.toEqual(sealedAt);
		const value = (of: string) =>
			db.value(`select private.unseal('patients.national_id', $1)`, [of]);
		expect(await value(id)).toBe('NEW-7');
		const to = await db.as(desk, () => register(db, { given_name: 'Older' }));
		await db.rows('select private.merge_patient_references($1, $2)', [id, to]);
		expect([await value(id), await value(to)]).toEqual([null, 'NEW-7']);
		expect(await update({ national_id: null })).toBeNull();
		for (const [wrong, code] of [
			['x'.repeat(41), '22023'],
			['---', '22023']
		]) {
			expect(await refused(update({ national_id: wrong }))).toMatchObject({
				code,
				hint: 'national_id'
			});
		}
	});

	test('is in no row of the log, which says that it was changed', async ({ db }) => {
		const desk = await db.createStaff('receptionist');
		const id = await db.as(desk, () => register(db, { national_id: number }));
		const log = await db.rows<{ row: string }>(
			'select event::text as row from audit.events event where patient_id = $1',
			[id]
		);
		expect(log.map(({ row }) => row).join()).toContain('national_id_sealed_at');
		expect(log.map(({ row }) => row).join()).not.toContain('0483216');
	});

	test('is not read where somebody moved or changed what is sealed', async ({ db }) => {
		const desk = await db.createStaff('receptionist');
		const [one, other] = await db.as(desk, async () => [
			await register(db, { national_id: 'A-1' }),
			await register(db, { given_name: 'Other', national_id: 'B-2' })
		]);
		for (const change of [
			`sealed = (select sealed from private.sealed_values where row_id = '${other}')`,
			`sealed = set_byte(sealed, 60, 255 - get_byte(sealed, 60))`,
			`sealed = set_byte(sealed, 3, 255 - get_byte(sealed, 3))`
		]) {
			await db.undone(async () => {
				await db.rows(`update private.sealed_values set ${change} where row_id = $1`, [one]);
				expect(
					await refused(db.rows(`select private.unseal('patients.national_id', $1)`, [one])),
					change
				).toMatchObject({ code: 'XX001' });
			});
		}
	});
});

test('a domain has a sealed column in one line', async ({ db }) => {
	await db.rows(`
		create table public.kit_policies (id uuid primary key default gen_random_uuid(), ended boolean not null default false);
		select private.sealed_column('public.kit_policies', 'member_number', '{row}.ended is false');
	`);
	const made = () =>
		db.value<string>('insert into public.kit_policies default values returning id');
	const [one, other] = [await made(), await made()];
	await db.rows(`select private.seal('kit_policies.member_number', $1, 'M 1')`, [one]);
	expect(
		await db.rows(`select private.find_sealed('kit_policies.member_number', 'm1') as id`)
	).toEqual([{ id: one }]);
	expect(
		await refused(
			db.undone(() =>
				db.rows(`select private.seal('kit_policies.member_number', $1, 'M1')`, [other])
			)
		)
	).toMatchObject({ constraint: 'kit_policies_member_number_taken' });
	await db.rows('update public.kit_policies set ended = true where id = $1', [one]);
	await db.rows(`select private.seal('kit_policies.member_number', $1, 'M1')`, [other]);
	await db.rows('delete from public.kit_policies');
	expect(
		await db.value(`select count(*)::int from private.sealed_marks where column_name like 'kit%'`)
	).toBe(0);
});

/** A database of the test's own, with connections that commit. */
async function ownDatabase() {
	const stateDirectory = await mkdtemp(join(tmpdir(), 'lantern-sealing-'));
	const database = await startDatabase({
		stateDirectory,
		fsync: false,
		copyOf: await clusterWith('migrated')
	});
	const clients: pg.Client[] = [];
	return {
		database,
		async client() {
			const client = await connect(database.databaseUrl('postgres'));
			clients.push(client);
			return client;
		},
		async stop() {
			await Promise.all(clients.map((client) => client.end()));
			await database.stop();
		},
		remove: () => removeData(stateDirectory),
		stateDirectory
	};
}

const insert = `with made as (
	insert into public.patients (given_name, family_name, birth_date) values ($1, 'Sealed', '1970-01-01') returning id
) select private.seal('patients.national_id', id, $2) from made`;

test('neither a dump nor a copy of the data has a clear value or a key, and the key file opens both', async () => {
	const own = await ownDatabase();
	try {
		const client = await own.client();
		await client.query(`create extension if not exists pg_stat_statements with schema extensions`);
		for (let n = 0; n < 20; n++) await client.query(insert, [`P${n}`, `${number}-${n}`]);
		await client.query(`select private.find_sealed('patients.national_id', $1)`, [`${number}-3`]);
		const { rows: keys } = await client.query<{ name: string; decrypted_secret: string }>(
			`select name, decrypted_secret from vault.decrypted_secrets where name like 'sealing_key%'`
		);
		expect(keys).toHaveLength(1);
		const key = String(keys[0]?.decrypted_secret);
		const rootKey = readFileSync(keyFile(own.database.data), 'utf8');
		// What must be nowhere: as text, as bytes, and as bytes written in hexadecimal.
		const secrets = ['0483216', key, rootKey].map((text) => Buffer.from(text));
		for (const text of [key, rootKey]) {
			const bytes = Buffer.from(text, 'base64');
			secrets.push(bytes, Buffer.from(bytes.toString('hex')));
		}
		const holds = (content: Buffer) => secrets.findIndex((secret) => content.includes(secret));

		const { rows: tables } = await client.query<{ name: string }>(
			`select oid::regclass::text as name from pg_class
			where relkind in ('r', 'm') and relnamespace::regnamespace::text not in ('pg_catalog', 'information_schema', 'pg_toast')`
		);
		let size = 0;
		for (const { name } of tables) {
			const { rows } = await client.query<{ row: string }>(
				`select it::text as row from ${name} it`
			);
			const content = Buffer.from(rows.map(({ row }) => row).join('\n'));
			size += content.length;
			expect(holds(content), name).toBe(-1);
		}
		expect(size).toBeGreaterThan(10_000);
		const { rows: statements } = await client.query(
			'select query from extensions.pg_stat_statements where query ~ $1',
			['seal']
		);
		expect(statements.length).toBeGreaterThan(0);
		expect(holds(Buffer.from(JSON.stringify(statements)))).toBe(-1);

		await client.query('checkpoint').catch(() => {});
		await own.stop();
		let files = 0;
		for (const entry of readdirSync(own.database.data, { recursive: true, withFileTypes: true })) {
			if (!entry.isFile()) continue;
			const file = join(entry.parentPath, entry.name);
			expect(holds(readFileSync(file)), file).toBe(-1);
			files += 1;
		}
		expect(files).toBeGreaterThan(100);
		expect(holds(readFileSync(join(own.stateDirectory, 'postgres.log')))).toBe(-1);
		// The key is where it is said to be, so that the search would have found it.
		expect(holds(readFileSync(keyFile(own.database.data)))).toBeGreaterThan(-1);
	} finally {
		await own.stop().catch(() => {});
		own.remove();
	}
});

test('keys change while people write, and nothing is lost, doubled or left under the old one', async () => {
	const own = await ownDatabase();
	try {
		const client = await own.client();
		for (let n = 0; n < 300; n++) await client.query(insert, [`P${n}`, `N-${n}`]);
		// Stopped in the middle: what was done stays, and both keys are in use.
		await client.query('select private.begin_new_sealing_key()');
		await client.query('select private.reseal_some(100)');
		const both = await client.query(
			'select key_n, count(*)::int from private.sealed_values group by 1 order by 1'
		);
		expect(both.rows).toEqual([
			{ key_n: 1, count: 200 },
			{ key_n: 2, count: 100 }
		]);
		// A value under the old key is still the only one.
		expect(await refused(client.query(insert, ['Twice', 'N 299']))).toMatchObject({
			constraint: 'patients_national_id_taken'
		});

		let going = true;
		let added = 0;
		const writers = [1, 2, 3].map(async (writer) => {
			const connection = await own.client();
			for (let n = 0; going; n++, added++) {
				await connection.query(insert, [`W${writer}`, `W-${writer}-${n}`]);
				const { rows } = await connection.query(
					`select count(*)::int as found from private.find_sealed('patients.national_id', $1)`,
					[`n${(n * 7) % 300}`]
				);
				expect(rows).toEqual([{ found: 1 }]);
			}
		});
		const rotator = await own.client();
		const done = await rotateSealingKeys(rotator, () => {}, 20);
		going = false;
		await Promise.all(writers);
		expect(done).toMatchObject({ key: 2, ended: 1 });
		expect(added).toBeGreaterThan(0);

		const { rows } = await client.query(
			`select key_n, count(*)::int, count(distinct private.unseal(column_name, row_id))::int as values
			from private.sealed_values group by 1`
		);
		expect(rows).toEqual([{ key_n: 2, count: 300 + added, values: 300 + added }]);
		expect(
			(await client.query('select count(*)::int as n from private.sealed_marks')).rows
		).toEqual([{ n: 300 + added }]);
		expect(
			(await client.query(`select from vault.secrets where name = 'sealing_key_1'`)).rowCount
		).toBe(0);
		// And a second change begins a third key.
		expect(await rotateSealingKeys(rotator)).toMatchObject({
			key: 3,
			resealed: 300 + added,
			ended: 1
		});
	} finally {
		await own.stop();
		own.remove();
	}
});
