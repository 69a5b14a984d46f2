import pg from 'pg';
import {
	connect,
	describe,
	expect,
	testApart,
	TestDatabase,
	type Person
} from '../../support/database.ts';
import { dueNow, give, ordered, paracetamol, roundNow, type Giving } from '../../support/giving.ts';
import { createWardStaff } from '../../support/ward.ts';
import { wardDoctor } from './ward-doctor.ts';

/* Clients that commit, in a database of the file's own: two nurses at one dose; stopped, renewed, discharged meanwhile. */

const test = testApart.extend<{ run: Ward }>({
	run: async ({ apart }, use) => {
		const owner = await connect(apart);
		await use(new Ward(apart, new TestDatabase(owner)));
		await owner.end();
	}
});

class Ward {
	readonly #database: string;
	readonly db: TestDatabase;

	constructor(database: string, db: TestDatabase) {
		this.#database = database;
		this.db = db;
	}

	/** What was done by a connection of its own, or the SQLSTATE; `meanwhile` runs before it commits. */
	async as(
		who: Person,
		act: (db: TestDatabase) => Promise<unknown>,
		meanwhile?: () => Promise<void>
	) {
		const client = await connect(this.#database);
		try {
			await client.query('begin');
			await client.query(
				`select set_config('role', 'authenticated', true), set_config('request.jwt.claims', $1, true)`,
				[JSON.stringify({ sub: who.id, role: 'authenticated' })]
			);
			await act(new TestDatabase(client));
			await meanwhile?.();
			await client.query('commit');
			return 'done';
		} catch (error) {
			await client.query('rollback');
			if (error instanceof pg.DatabaseError) return error.code;
			throw error;
		} finally {
			await client.end();
		}
	}

	/** A dose that is due now, and two nurses who may give it. */
	async scene() {
		const { db } = this;
		await db.rows('begin');
		const made = await wardDoctor(db);
		const colleague = await createWardStaff(db, 'nurse', made.ward);
		await roundNow(db, made.ward.id, 30);
		const id = await ordered(db, made.doctor, made.patient.patientId, { ...paracetamol, times: 1 });
		await db.rows(
			'update public.ward_orders set first_day = private.hospital_day(), first_no = 1, at_once_at = null where prescription_id = $1',
			[id]
		);
		await db.rows('commit');
		const [due] = await dueNow(db, id);
		if (!due) throw new Error('nothing is due');
		return { ...made, colleague, id, dose: { day: due.day, no: due.no } };
	}

	give = (id: string, dose: Giving) => (db: TestDatabase) => give(db, id, dose);
	stop = (id: string) => (db: TestDatabase) =>
		db.rows("select public.stop_prescription($1, 2, 'side_effect')", [id]);
	renew = (id: string) => (db: TestDatabase) =>
		db.rows("select public.renew_prescription($1, 2, 'Contention')", [id]);

	given = (patientId: string) =>
		this.db.count(
			"select from public.administrations where patient_id = $1 and outcome = 'given' and voided_at is null",
			[patientId]
		);
}
const rest = (milliseconds: number) =>
	new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

describe('at once', () => {
	test('two nurses give one dose: one does, the other is told', async ({ run }) => {
		for (let round = 0; round < 4; round++) {
			const { id, dose, nurse, colleague, patient } = await run.scene();
			const answers = await Promise.all([
				run.as(nurse, run.give(id, dose)),
				run.as(
					colleague,
					run.give(
						id,
						round % 2 ? dose : { ...dose, outcome: 'refused', p_reason_kind: 'declined' }
					)
				)
			]);
			expect(answers.sort()).toEqual(['LN056', 'done']);
			expect(
				await run.db.count('select from public.administrations where patient_id = $1', [
					patient.patientId
				])
			).toBe(1);
		}
	});

	test('given and stopped: who comes second finds what the first has done', async ({ run }) => {
		const first = await run.scene();
		let giving: Promise<unknown> | undefined;
		await run.as(first.doctor, run.stop(first.id), async () => {
			giving = run.as(first.nurse, run.give(first.id, first.dose));
			await rest(150);
		});
		expect(await giving).toBe('LN050');
		expect(await run.given(first.patient.patientId)).toBe(0);

		const second = await run.scene();
		let stopping: Promise<unknown> | undefined;
		await run.as(second.nurse, run.give(second.id, second.dose), async () => {
			stopping = run.as(second.doctor, run.stop(second.id));
			await rest(150);
		});
		expect(await stopping).toBe('done');
		expect(await run.given(second.patient.patientId)).toBe(1);
	});

	test('given and renewed: the dose is given once, by the one or the other', async ({ run }) => {
		for (const givenFirst of [true, false]) {
			const { id, dose, nurse, doctor, patient } = await run.scene();
			let other: Promise<unknown> | undefined;
			const [one, two] = givenFirst
				? [run.give(id, dose), run.renew(id)]
				: [run.renew(id), run.give(id, dose)];
			await run.as(givenFirst ? nurse : doctor, one, async () => {
				other = run.as(givenFirst ? doctor : nurse, two);
				await rest(150);
			});
			expect(await other).toBe(givenFirst ? 'done' : 'LN050');
			const renewed = await run.db.value<string>(
				"select id from public.prescriptions where patient_id = $1 and status = 'active'",
				[patient.patientId]
			);
			expect(await run.given(patient.patientId)).toBe(givenFirst ? 1 : 0);
			expect(await dueNow(run.db, renewed)).toHaveLength(givenFirst ? 0 : 1);
		}
	});

	test('given and discharged: nothing is given to who has left, and nobody waits for the other for ever', async ({
		run
	}) => {
		const { id, dose, nurse, manager, stay, patient } = await run.scene();
		let giving: Promise<unknown> | undefined;
		const left = await run.as(
			manager,
			(db) => db.rows("select public.discharge_patient($1, 'home')", [stay.id]),
			async () => {
				giving = run.as(nurse, run.give(id, dose));
				await rest(150);
			}
		);
		expect(left).toBe('done');
		expect(await giving).toMatch(/LN006|PT404/);
		expect(await run.given(patient.patientId)).toBe(0);
	});
});
