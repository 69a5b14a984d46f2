import pg from 'pg';
import {
	connect,
	describe,
	expect,
	testApart,
	TestDatabase,
	type Person
} from '../../support/database.ts';

/* Clients that commit, in a database of the file's own: two windows of one doctor, or two people, at one note. */

const text = (words: string) => JSON.stringify({ sections: [{ key: 'plan', text: words }] });

const test = testApart.extend<{ run: Clinic }>({
	run: async ({ apart }, use) => {
		const owner = await connect(apart);
		await use(new Clinic(apart, new TestDatabase(owner)));
		await owner.end();
	}
});

class Clinic {
	readonly #database: string;
	readonly db: TestDatabase;

	constructor(database: string, db: TestDatabase) {
		this.#database = database;
		this.db = db;
	}

	/** What one function gave, or the SQLSTATE, by a connection of its own. */
	async as(who: Person, sql: string, ...values: unknown[]): Promise<unknown> {
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
			await client.query('commit');
			return rows[0]?.answer;
		} catch (error) {
			await client.query('rollback');
			if (error instanceof pg.DatabaseError) return error.code;
			throw error;
		} finally {
			await client.end();
		}
	}

	/** A note that two doctors have in their care, with something written in it. */
	async note() {
		const { db } = this;
		await db.rows('begin');
		const patientId = await db.createPatient();
		const doctor = await db.createDoctor();
		const colleague = await db.createDoctor();
		for (const { staffId } of [doctor, colleague]) {
			await db.rows(
				`select private.join_care_team($1, 'assigned', gen_random_uuid(), now() + interval '1 month', $2)`,
				[patientId, staffId]
			);
		}
		await db.rows('commit');
		const id = await this.as(doctor, `begin_note($1, 'telephone')`, patientId);
		await this.as(doctor, 'save_note_draft($1, 1, $2)', id, text('Rest.'));
		return { id, doctor, colleague, patientId };
	}
}

const counted = (answers: unknown[]) => {
	const counts: Record<string, number> = {};
	for (const answer of answers) counts[String(answer)] = (counts[String(answer)] ?? 0) + 1;
	return counts;
};

describe('at one note at once', () => {
	test('of twenty that write on one version one is taken, and the others keep their words', async ({
		run
	}) => {
		const { id, doctor, colleague } = await run.note();
		const answers = await Promise.all(
			Array.from({ length: 20 }, (_, at) =>
				run.as(at % 2 ? doctor : colleague, 'save_note_draft($1, 2, $2)', id, text(`By ${at}`))
			)
		);
		expect(counted(answers)).toEqual({ 3: 1, LN009: 19 });
		const { content } = await run.db.row<{ content: { sections: { text: string }[] } }>(
			'select content from public.note_drafts where note_id = $1',
			[id]
		);
		expect(content.sections[0]?.text).toBe(`By ${answers.indexOf(3)}`);
	});

	test('two windows begin one note, and sign it once', async ({ run }) => {
		const { id, doctor, patientId } = await run.note();
		const begun = await Promise.all(
			Array.from({ length: 8 }, () => run.as(doctor, `begin_note($1, 'telephone')`, patientId))
		);
		expect([...new Set(begun)]).toEqual([id]);
		const signed = await Promise.all(
			Array.from({ length: 8 }, () => run.as(doctor, 'sign_note($1, 2)', id))
		);
		expect(counted(signed)).toEqual({ 1: 1, LN033: 7 });
		expect(await run.db.count('select from public.note_versions where note_id = $1', [id])).toBe(1);
	});

	test('what is written while it is signed is in it, or is refused', async ({ run }) => {
		for (let round = 0; round < 8; round++) {
			const { id, doctor, colleague } = await run.note();
			const [signed, saved] = await Promise.all([
				run.as(doctor, 'sign_note($1, 2)', id),
				run.as(colleague, 'save_note_draft($1, 2, $2)', id, text('More.'))
			]);
			// Whoever came second was told.
			expect([
				[1, 'LN033'],
				['LN009', 3]
			]).toContainEqual([signed, saved]);
		}
	});

	test('an amendment, an addendum and a second signature do not get into each other’s way', async ({
		run
	}) => {
		for (let round = 0; round < 5; round++) {
			const { id, doctor, colleague } = await run.note();
			await run.as(doctor, 'sign_note($1, 2, $2)', id, colleague.staffId);
			await run.as(doctor, 'amend_note($1)', id);
			await run.as(doctor, 'save_note_draft($1, 1, $2, $3)', id, text('Walk.'), 'Recovered');
			const [amended, added, cosigned] = await Promise.all([
				run.as(doctor, 'sign_note($1, 2, $2)', id, colleague.staffId),
				run.as(colleague, `add_to_note($1, 'Called back.')`, id),
				run.as(colleague, 'cosign_note($1, 1)', id)
			]);
			expect([amended, typeof added]).toEqual([2, 'string']);
			expect(['', 'LN009']).toContain(cosigned);
			expect(
				await run.db.row(
					`select version, addenda, cosigned_at is null as to_cosign from public.notes where id = $1`,
					[id]
				)
			).toEqual({ version: 2, addenda: 1, to_cosign: true });
		}
	});

	test('of two who take over what a doctor left one has it, and the other is told', async ({
		run
	}) => {
		for (let round = 0; round < 4; round++) {
			const { id, doctor, colleague, patientId } = await run.note();
			const other = await run.db.createDoctor();
			await run.db.rows(
				`select private.join_care_team($1, 'assigned', gen_random_uuid(), now() + interval '1 month', $2)`,
				[patientId, other.staffId]
			);
			await run.db.rows('update public.staff set active = false where id = $1', [doctor.staffId]);
			const answers = await Promise.all(
				[colleague, other].map((who) => run.as(who, 'take_over_note($1)', id))
			);
			expect(counted(answers)).toEqual({ '': 1, '42501': 1 });
			const winner = answers[0] === '' ? colleague : other;
			expect(await run.db.value('select author_id from public.notes where id = $1', [id])).toBe(
				winner.staffId
			);
		}
	});

	test('an encounter is signed or takes another note, and none is left out', async ({ run }) => {
		for (let round = 0; round < 5; round++) {
			const { id, doctor, patientId } = await run.note();
			const [, other] = await Promise.all([
				run.as(doctor, 'sign_note($1, 2)', id),
				run.as(doctor, `begin_note($1, 'other')`, patientId)
			]);
			const left = await run.db.rows(
				`select note.id from public.notes note join public.encounters encounter on encounter.id = note.encounter_id
				where note.status = 'draft' and encounter.status = 'signed'`
			);
			expect([
				left,
				['LN032', 'string'].includes(other === 'LN032' ? 'LN032' : typeof other)
			]).toEqual([[], true]);
		}
	});

	test('a value that comes while its encounter is signed is in it before, or is refused', async ({
		run
	}) => {
		for (let round = 0; round < 6; round++) {
			const { id, doctor, colleague, patientId } = await run.note();
			await run.as(colleague, 'open_chart($1)', patientId);
			const { encounter_id: encounter } = await run.db.row<{ encounter_id: string }>(
				'select encounter_id from public.notes where id = $1',
				[id]
			);
			const [signed, measured] = await Promise.all([
				run.as(doctor, 'sign_note($1, 2)', id),
				run.as(
					colleague,
					`record_measurements($1, '{"pulse": 72}', p_encounter_id => $2)`,
					patientId,
					encounter
				)
			]);
			expect(signed).toBe(1);
			expect(
				await run.db.count('select from public.measurements where encounter_id = $1', [encounter])
			).toBe(measured === 'LN032' ? 0 : 1);
			// Whatever came is refused from then on.
			expect(
				await run.as(
					colleague,
					`record_measurements($1, '{"pulse": 74}', p_encounter_id => $2)`,
					patientId,
					encounter
				)
			).toBe('LN032');
		}
	});

	test('two records are put together while somebody writes, and nothing typed is lost or left behind', async ({
		run
	}) => {
		for (let round = 0; round < 6; round++) {
			const { id, doctor, colleague, patientId } = await run.note();
			await run.db.rows('begin');
			const keep = await run.db.createPatient();
			const admin = await run.db.createStaff('admin');
			for (const { staffId } of [doctor, colleague])
				await run.db.rows(
					`select private.join_care_team($1, 'assigned', gen_random_uuid(), now() + interval '1 month', $2)`,
					[keep, staffId]
				);
			await run.db.rows('commit');
			const [merged, saved, begun] = await Promise.all([
				run.as(admin, `merge_patients($1, $2, 'Registered twice at the desk')`, keep, patientId),
				run.as(doctor, 'save_note_draft($1, 2, $2)', id, text('More.')),
				run.as(colleague, `begin_note($1, 'telephone')`, patientId)
			]);
			expect([merged, saved]).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/), 3]);
			await run.db.rows('select private.settle_merges()');
			const left = await run.db.rows(
				`select 'encounter' from public.encounters where patient_id = $1 union all select 'note' from public.notes where patient_id = $1
				 union all select 'draft' from public.note_drafts where patient_id = $1`,
				[patientId]
			);
			expect(left).toEqual([]);
			// Whoever began one waited and was told, or has it in the record that goes on.
			const known = await run.db.count('select from public.notes where patient_id = $1', [keep]);
			expect(known).toBe(/^[0-9a-f-]{36}$/.test(String(begun)) ? 2 : 1);
			const { content } = await run.db.row<{ content: { sections: { text: string }[] } }>(
				'select content from public.note_drafts where note_id = $1',
				[id]
			);
			expect(content.sections[0]?.text).toBe('More.');
			expect(await run.as(doctor, 'sign_note($1, 3)', id)).toBe(1);
		}
	});
});
