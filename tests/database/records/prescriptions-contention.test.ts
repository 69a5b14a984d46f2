import pg from 'pg';
import {
	connect,
	describe,
	expect,
	testApart,
	TestDatabase,
	type Person
} from '../../support/database.ts';
import { prescription } from '../../support/medicines.ts';
import { admit, createWard, createWardStaff } from '../../support/ward.ts';

/* Clients that commit, in a database of the file's own: two doctors at one prescription, an allergy that arrives meanwhile. */

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

	/** What one statement gave, or the SQLSTATE, by a connection of its own; `meanwhile` runs before it commits. */
	async as(
		who: Person,
		sql: string,
		values: unknown[],
		meanwhile?: () => Promise<void>
	): Promise<unknown> {
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
			await meanwhile?.();
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

	/** A patient of two doctors, who have the chart open, and who is known to have no allergy. */
	async scene() {
		const { db } = this;
		await db.rows('begin');
		const patientId = await db.createPatient();
		const [doctor, colleague] = [await db.createDoctor(), await db.createDoctor()];
		for (const { staffId } of [doctor, colleague]) {
			await db.rows(
				`select private.join_care_team($1, 'assigned', gen_random_uuid(), now() + interval '1 month', $2)`,
				[patientId, staffId]
			);
		}
		await db.rows('insert into public.allergy_denials (patient_id) values ($1)', [patientId]);
		await db.rows('commit');
		for (const who of [doctor, colleague]) await this.as(who, 'open_chart($1)', [patientId]);
		return { patientId, doctor, colleague };
	}

	async given(medicine: string, unit = 'tablet') {
		return JSON.stringify(await prescription(this.db, { medicine, unit }));
	}

	results(patientId: string) {
		return this.db.rows(
			`select distinct on (prescription_id) result from public.prescription_checks where patient_id = $1 order by prescription_id, checked_at desc`,
			[patientId]
		);
	}
}
const rest = (milliseconds: number) =>
	new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

describe('two at once', () => {
	test('who stop and renew one prescription: one does, the other is told', async ({ run }) => {
		const { patientId, doctor, colleague } = await run.scene();
		for (let round = 0; round < 5; round++) {
			const id = await run.as(doctor, 'prescribe($1, $2, true, $3)', [
				patientId,
				await run.given('Paracetamol 500 mg tablets'),
				'Contention'
			]);
			const answers = await Promise.all([
				run.as(doctor, 'stop_prescription($1, 2, $2)', [id, 'error']),
				run.as(colleague, 'renew_prescription($1, 2, $2)', [id, 'Contention'])
			]);
			expect(answers.filter((answer) => answer === 'LN050')).toHaveLength(1);
			const active = await run.db.rows<{ id: string; version: number }>(
				`select id, version from public.prescriptions where patient_id = $1 and status = 'active'`,
				[patientId]
			);
			expect(active).toHaveLength(answers[1] === 'LN050' ? 0 : 1);
			for (const { id: left, version } of active)
				await run.as(doctor, 'stop_prescription($1, $2, $3)', [left, version, 'error']);
		}
	});

	test('who sign what must not be taken together: the second is refused', async ({ run }) => {
		const { patientId, doctor, colleague } = await run.scene();
		const answers = await Promise.all([
			run.as(
				doctor,
				'prescribe($1, $2)',
				[patientId, await run.given('Warfarin 5 mg tablets')],
				() => rest(150)
			),
			run.as(
				colleague,
				'prescribe($1, $2)',
				[patientId, await run.given('Ibuprofen 400 mg tablets')],
				() => rest(150)
			)
		]);
		expect(answers.filter((answer) => answer === 'LN051')).toHaveLength(1);
		expect(
			await run.db.count('select from public.prescriptions where patient_id = $1', [patientId])
		).toBe(1);
	});
});

describe('a reconciliation', () => {
	test('by two at once is done by one, and the other is told', async ({ run }) => {
		const { patientId, doctor, colleague } = await run.scene();
		const { db } = run;
		await db.rows('begin');
		const ward = await createWard(db);
		const manager = await createWardStaff(db, 'ward_manager', ward);
		const stay = await db.as(manager, () => admit(db, patientId, ward.id, ward.beds[0] ?? null));
		await db.rows('commit');
		const id = await run.as(doctor, 'prescribe($1, $2, true, $3)', [
			patientId,
			await run.given('Paracetamol 500 mg tablets'),
			'Contention'
		]);
		const lines = JSON.stringify([
			{ prescription_id: id, decision: 'stop', reason: 'Not needed any more' }
		]);
		const answers = await Promise.all(
			[doctor, colleague].map((who) =>
				run.as(who, 'reconcile($1, $2, $3)', [stay.id, 'admission', lines], () => rest(100))
			)
		);
		expect(answers.filter((answer) => answer === 'LN050')).toHaveLength(1);
		expect(
			await db.count('select from public.reconciliation_lines where prescription_id = $1', [id])
		).toBe(1);
	});
});

describe('an allergy that arrives while a prescription is signed', () => {
	test('is found by the signing where it is first, and finds the prescription where it is second', async ({
		run
	}) => {
		const amoxicillin = await run.given('Amoxicillin 500 mg capsules', 'capsule');
		const allergy = 'add_allergy($1, $2, null, $3)';

		const first = await run.scene();
		let signing: Promise<unknown> | undefined;
		await run.as(first.colleague, allergy, [first.patientId, 'Penicillin', 'severe'], async () => {
			signing = run.as(first.doctor, 'prescribe($1, $2)', [first.patientId, amoxicillin]);
			await rest(150);
		});
		expect(await signing).toBe('LN051');

		const second = await run.scene();
		let adding: Promise<unknown> | undefined;
		await run.as(second.doctor, 'prescribe($1, $2)', [second.patientId, amoxicillin], async () => {
			adding = run.as(second.colleague, allergy, [second.patientId, 'Penicillin', 'severe']);
			await rest(150);
		});
		expect(await adding).toEqual(expect.anything());
		expect(await run.results(second.patientId)).toEqual([{ result: 'block_until_reason' }]);
		expect(
			await run.db.count(
				`select from public.notifications where user_id = $1 and kind = 'prescription_recheck'`,
				[second.doctor.id]
			)
		).toBe(1);
	});
});
