import pg from 'pg';
import { connect, expect, testApart, TestDatabase, type Person } from '../../support/database.ts';

/* Clients that commit, in a database of the file's own: both sides of a thread, and two colleagues, at one time. */

const test = testApart.extend<{ run: Thread }>({
	run: async ({ apart }, use) => {
		const owner = await connect(apart);
		await use(new Thread(apart, new TestDatabase(owner)));
		await owner.end();
	}
});

class Thread {
	readonly #database: string;
	readonly db: TestDatabase;

	constructor(database: string, db: TestDatabase) {
		this.#database = database;
		this.db = db;
	}

	/** What one statement gave, or the SQLSTATE, by a connection of its own; it is held open for a moment. */
	async as(who: Person, sql: string, values: unknown[], hold = 60): Promise<unknown> {
		const client = await connect(this.#database);
		try {
			await client.query('begin');
			await client.query(
				`select set_config('role', 'authenticated', true), set_config('request.jwt.claims', $1, true)`,
				[JSON.stringify({ sub: who.id, role: 'authenticated' })]
			);
			const { rows } = await client.query<{ answer: unknown }>(
				`select public.${sql} as answer`,
				values
			);
			await new Promise((resolve) => setTimeout(resolve, hold));
			await client.query('commit');
			return rows[0]?.answer ?? 'done';
		} catch (error) {
			await client.query('rollback');
			if (error instanceof pg.DatabaseError) return error.code;
			throw error;
		} finally {
			await client.end();
		}
	}

	/** A patient who has written to one of their two doctors, who both have the chart open. */
	async scene() {
		const { db } = this;
		await db.rows('begin');
		const patient = await db.createPortalPerson();
		const [doctor, colleague] = [await db.createDoctor(), await db.createDoctor()];
		for (const { staffId } of [doctor, colleague]) {
			await db.rows(
				`select private.join_care_team($1, 'assigned', gen_random_uuid(), now() + interval '1 month', $2)`,
				[patient.patientId, staffId]
			);
		}
		await db.rows('commit');
		for (const who of [doctor, colleague]) {
			await this.as(who, 'open_chart($1)', [patient.patientId], 0);
		}
		const id = await this.as(
			patient,
			'start_thread($1, $2, $3, $4)',
			[patient.patientId, 'Knee', 'May I run?', doctor.staffId],
			0
		);
		return { patient, doctor, colleague, id };
	}

	async thread(id: unknown) {
		const row = await this.db.row<{
			status: string;
			waits: boolean;
			last_at: string;
			staff_id: string | null;
		}>(
			`select status, waiting_since is not null as waits, last_at::text, staff_id from public.message_threads where id = $1`,
			[id]
		);
		if (!row) throw new Error('there is no such thread');
		return row;
	}

	lines(id: unknown) {
		return this.db.rows<{ side: string; crossed: boolean }>(
			`select side, crossed from public.message_lines where thread_id = $1 and kind = 'text' order by sent_at`,
			[id]
		);
	}
}

test('two who answer at once are both kept, and the later says that they crossed', async ({
	run
}) => {
	const { doctor, colleague, id } = await run.scene();
	const { last_at } = await run.thread(id);
	const answers = await Promise.all(
		[doctor, colleague].map((who) =>
			run.as(who, 'send_message($1, $2, null, $3)', [id, 'Yes', last_at])
		)
	);
	expect(answers).not.toContain('40P01');
	expect((await run.lines(id)).map(({ crossed }) => crossed)).toEqual([false, false, true]);
	expect(await run.thread(id)).toMatchObject({ waits: false });
});

test('who closes while the patient writes closes nothing over their words', async ({ run }) => {
	const { patient, doctor, id } = await run.scene();
	for (let round = 0; round < 4; round++) {
		const { last_at } = await run.thread(id);
		const [closed, sent] = await Promise.all([
			run.as(doctor, 'close_thread($1, $2)', [id, last_at]),
			run.as(patient, 'send_message($1, $2)', [id, 'Still?'])
		]);
		expect(sent).toMatch(/^[0-9a-f-]{36}$/);
		expect(['', 'done', 'LN009']).toContain(closed);
		// Either it was closed before and is open again, or it was not closed.
		expect(await run.thread(id)).toMatchObject({ status: 'open', waits: true });
	}
});

test('who hands over while it is answered: it is answered, and with the other', async ({ run }) => {
	const { doctor, colleague, id } = await run.scene();
	const [given, sent] = await Promise.all([
		run.as(doctor, 'reassign_thread($1, 1, $2)', [id, colleague.staffId]),
		run.as(colleague, 'send_message($1, $2)', [id, 'Yes'])
	]);
	expect([given === 'LN009', given === '40P01', sent === '40P01']).toEqual([false, false, false]);
	expect(await run.thread(id)).toMatchObject({ staff_id: colleague.staffId, waits: false });
});

test('two who hand over at once: one does, the other is told', async ({ run }) => {
	const { doctor, colleague, id } = await run.scene();
	const answers = await Promise.all([
		run.as(doctor, 'reassign_thread($1, 1, $2)', [id, colleague.staffId]),
		run.as(colleague, 'reassign_thread($1, 1, null)', [id])
	]);
	expect(answers.filter((answer) => answer === 'LN009')).toHaveLength(1);
});

test('who names a stand-in while an answer is written: it is answered once, and waits for neither', async ({
	run
}) => {
	const { doctor, colleague, id } = await run.scene();
	await run.db.rows('begin');
	const delegate = await run.db.createDoctor();
	await run.db.rows('commit');
	const [named, sent] = await Promise.all([
		run.as(doctor, `name_stand_in($1, now(), now() + interval '1 day')`, [delegate.staffId]),
		run.as(colleague, 'send_message($1, $2)', [id, 'Yes'])
	]);
	expect([named, sent].every((answer) => /^[0-9a-f-]{36}$/.test(String(answer)))).toBe(true);
	for (const who of [doctor, delegate]) {
		expect(await run.as(who, `read_inbox('message') -> 'items'`, [], 0)).toEqual([]);
	}
});

test('the cap holds for what is sent at once', async ({ run }) => {
	const { patient, id } = await run.scene();
	await run.db.rows('update public.hospital_settings set messages_per_day = 3');
	const answers = await Promise.all(
		Array.from({ length: 5 }, () => run.as(patient, 'send_message($1, $2)', [id, 'And?'], 20))
	);
	expect(answers.filter((answer) => answer === 'LN063')).toHaveLength(3);
	expect(await run.lines(id)).toHaveLength(3);
});
