import pg from 'pg';
import { createVisitType, insertVisit } from '../../support/clinic.ts';
import {
	connect,
	describe,
	expect,
	testApart,
	TestDatabase,
	type Person
} from '../../support/database.ts';

/* Clients that commit, in a database of the file's own: two devices of one patient, and the desk that checks them in. */

const test = testApart.extend<{ run: Desk }>({
	run: async ({ apart }, use) => {
		const owner = await connect(apart);
		await use(new Desk(apart, new TestDatabase(owner)));
		await owner.end();
	}
});

class Desk {
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

	/** A visit within the hour, with a question before it. */
	async visit() {
		const { db } = this;
		await db.rows('begin');
		const patient = await db.createPortalPerson();
		const receptionist = await db.createStaff('receptionist');
		const visitTypeId = await createVisitType(db);
		const setId = await db.value<string>(
			`insert into public.question_sets (name, name_es, visit_type_id, questions)
			 values ($1, $1, $2, '[{"key": "why", "type": "text", "label": "Why?", "label_es": "¿Por qué?"}]') returning id`,
			[`Set ${visitTypeId}`, visitTypeId]
		);
		const { doctorId } = await db.createDoctor();
		const { id: visitId } = await insertVisit(db, {
			patientId: patient.patientId,
			doctorId,
			visitTypeId,
			startsAt: new Date(Date.now() + 3_600_000).toISOString()
		});
		await db.rows('commit');
		return { patient, receptionist, visitId, setId };
	}
}

describe('at one questionnaire at once', () => {
	test('of twelve devices that begin or write on one version one is taken', async ({ run }) => {
		const { patient, visitId, setId } = await run.visit();
		for (const version of [0, 1]) {
			const answers = await Promise.all(
				Array.from({ length: 12 }, (_, at) =>
					run.as(
						patient,
						'save_answers($1, $2, $3, $4)',
						visitId,
						setId,
						version,
						JSON.stringify({ why: `By ${version} ${at}` })
					)
				)
			);
			expect(answers.filter((answer) => answer === version + 1)).toHaveLength(1);
			expect(answers.filter((answer) => answer === 'LN009')).toHaveLength(11);
			expect(
				await run.db.value('select answers ->> $1 from public.questionnaire_drafts', ['why'])
			).toBe(`By ${version} ${answers.indexOf(version + 1)}`);
		}
	});

	test('what is sent while the desk checks in is sent before it, or refused and told', async ({
		run
	}) => {
		const seen = new Set<unknown>();
		for (let round = 0; round < 8; round++) {
			const { patient, receptionist, visitId, setId } = await run.visit();
			await run.as(patient, 'save_answers($1, $2, 0, $3)', visitId, setId, '{"why": "Co"}');
			const [sent, arrived] = await Promise.all([
				run.as(patient, 'send_answers($1, $2, 1, $3)', visitId, setId, '{"why": "Cough"}'),
				run.as(receptionist, `set_appointment_status($1, 'checked_in')`, visitId)
			]);
			expect(arrived).not.toMatch(/^[0-9A-Z]{5}$/);
			const { sent_at, answers } = await run.db.row<{ sent_at: Date | null; answers: unknown }>(
				'select sent_at, answers from public.questionnaires where appointment_id = $1',
				[visitId]
			);
			if (sent === 'LN046') expect([sent_at, answers]).toEqual([null, null]);
			else {
				expect(answers).toEqual({ why: 'Cough' });
				const at = await run.db.value<Date>(
					'select checked_in_at from public.appointments where id = $1',
					[visitId]
				);
				expect(at).not.toBeNull();
			}
			seen.add(sent === 'LN046');
		}
		expect(seen.size).toBeGreaterThan(0);
	});
});
