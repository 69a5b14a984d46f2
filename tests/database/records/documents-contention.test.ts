import { randomUUID } from 'node:crypto';
import pg from 'pg';
import {
	connect,
	describe,
	expect,
	testApart,
	TestDatabase,
	type Person
} from '../../support/database.ts';

/* Clients that commit, in a database of the file's own: two people, or two windows of one, at one document. */

const test = testApart.extend<{ run: Shelf }>({
	run: async ({ apart }, use) => {
		const owner = await connect(apart);
		await use(new Shelf(apart, new TestDatabase(owner)));
		await owner.end();
	}
});

const rounds = 8;

class Shelf {
	readonly #database: string;
	readonly db: TestDatabase;

	constructor(database: string, db: TestDatabase) {
		this.#database = database;
		this.db = db;
	}

	/** What a statement gave first, or the SQLSTATE, by a connection of its own. */
	async as(who: Person, sql: string, ...values: unknown[]): Promise<unknown> {
		const client = await connect(this.#database);
		try {
			await client.query('begin');
			await client.query(
				`select set_config('role', 'authenticated', true), set_config('request.jwt.claims', $1, true)`,
				[JSON.stringify({ sub: who.id, role: 'authenticated' })]
			);
			const { rows, rowCount } = await client.query<{ answer: unknown }>(sql, values);
			await client.query('commit');
			return rows[0]?.answer ?? rowCount;
		} catch (error) {
			await client.query('rollback');
			if (error instanceof pg.DatabaseError) return error.code;
			throw error;
		} finally {
			await client.end();
		}
	}

	/** A patient with an account, and two doctors who have their chart open. */
	async people() {
		const { db } = this;
		await db.rows('begin');
		const patient = await db.createPortalPerson();
		const [doctor, colleague] = [await db.createDoctor(), await db.createDoctor()];
		for (const person of [doctor, colleague]) {
			await db.rows(
				`insert into public.care_team_members (patient_id, staff_id, role) values ($1, $2, 'consultant')`,
				[patient.patientId, person.staffId]
			);
			await db.as(person, () => db.rows('select public.open_chart($1)', [patient.patientId]));
		}
		await db.rows('commit');
		return { patient, doctor, colleague };
	}

	async sent(who: Person, patientId: string) {
		const name = `${patientId}/${randomUUID()}`;
		await this.db.rows(
			`with sent as (
				insert into storage.objects (bucket_id, name, owner_id, metadata)
				values ('documents', $1, $2, '{"mimetype": "application/pdf", "size": 900}') returning id
			)
			insert into private.upload_checks (file_id, media_type, scan) select id, 'application/pdf', 'clean' from sent`,
			[name, who.id]
		);
		return name;
	}

	file(who: Person, name: string, replaces: string | null = null) {
		return this.as(
			who,
			`select public.file_document($1, 'letter', 'Letter', '2026-10-01', p_replaces_id => $2) as answer`,
			name,
			replaces
		);
	}
}

describe('at one document at once', () => {
	test('a file is filed once, whoever is quicker', async ({ run }) => {
		const { doctor, patient } = await run.people();
		const name = await run.sent(doctor, patient.patientId);
		const answers = await Promise.all(Array.from({ length: rounds }, () => run.file(doctor, name)));
		expect(answers.filter((answer) => answer === 'LN037')).toHaveLength(rounds - 1);
		expect(await run.db.count('select from public.documents where name = $1', [name])).toBe(1);
	});

	test('a file that is filed is not taken away, and one that was taken away is not filed', async ({
		run
	}) => {
		const { doctor, patient } = await run.people();
		for (let round = 0; round < rounds; round++) {
			const name = await run.sent(doctor, patient.patientId);
			const [filed, removed] = await Promise.all([
				run.file(doctor, name),
				run.as(doctor, 'delete from storage.objects where name = $1', name)
			]);
			expect([filed === 'LN037', removed]).toEqual([removed === 1, expect.any(Number)]);
			expect(await run.db.count('select from storage.objects where name = $1', [name])).toBe(
				await run.db.count('select from public.documents where name = $1', [name])
			);
		}
	});

	test('two replace one document, and one of them has', async ({ run }) => {
		const { doctor, colleague, patient } = await run.people();
		const old = (await run.file(doctor, await run.sent(doctor, patient.patientId))) as string;
		const names = await Promise.all(
			[doctor, colleague].map((who) => run.sent(who, patient.patientId))
		);
		const answers = await Promise.all([
			run.file(doctor, names[0] ?? '', old),
			run.file(colleague, names[1] ?? '', old)
		]);
		expect(answers.filter((answer) => answer === 'LN037')).toHaveLength(1);
		// Who came too late can file theirs beside it.
		expect(await run.db.count('select from storage.objects where owner_id is not null')).toBe(1);
	});

	test('what is made confidential while it is shown to the patient is one of the two', async ({
		run
	}) => {
		const { doctor, colleague, patient } = await run.people();
		for (let round = 0; round < rounds; round++) {
			const id = await run.file(doctor, await run.sent(doctor, patient.patientId));
			const [released, hidden] = await Promise.all([
				run.as(colleague, 'select public.release_document($1, null, true) as answer', id),
				run.as(
					doctor,
					`select public.correct_document($1, null, 'letter', 'Letter', '2026-10-01', true) as answer`,
					id
				)
			]);
			// Whoever comes second is refused; hidden first, the colleague does not see it any more.
			expect([
				['', 'LN038'],
				['PT404', '']
			]).toContainEqual([released, hidden]);
			expect(
				await run.as(
					patient,
					'select count(*)::int as answer from public.documents where id = $1',
					id
				)
			).toBe(released === '' ? 1 : 0);
		}
	});

	test('a document withdrawn is gone from the patient’s next look, whatever they read meanwhile', async ({
		run
	}) => {
		const { doctor, patient } = await run.people();
		const look = 'select count(*)::int as answer from storage.objects where name = $1';
		for (let round = 0; round < rounds; round++) {
			const name = await run.sent(doctor, patient.patientId);
			const id = await run.file(doctor, name);
			await run.as(doctor, 'select public.release_document($1, null, true) as answer', id);
			const [, , meanwhile] = await Promise.all([
				run.as(doctor, `select public.void_document($1, null, 'Of another') as answer`, id),
				run.as(doctor, 'select public.release_document($1, null, false) as answer', id),
				run.as(patient, look, name)
			]);
			expect([0, 1]).toContain(meanwhile);
			expect(await run.as(patient, look, name)).toBe(0);
		}
	});
});
