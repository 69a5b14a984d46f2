import type pg from 'pg';
import {
	connect,
	describe,
	expect,
	test,
	testApart,
	TestDatabase,
	type Person
} from '../../support/database.ts';
import { admit, createWard, createWardStaff } from '../../support/ward.ts';

/** A doctor whose patient lies on a ward, with the chart open and an encounter begun. */
async function scene(db: TestDatabase) {
	const ward = await createWard(db);
	const doctor = await db.createDoctor();
	const patient = await db.createPortalPerson();
	const manager = await createWardStaff(db, 'ward_manager', ward);
	const stay = await db.as(manager, () =>
		admit(db, patient.patientId, ward.id, ward.beds[0] ?? null)
	);
	await db.rows('update public.admissions set attending_id = $1 where id = $2', [
		doctor.staffId,
		stay.id
	]);
	await db.as(doctor, () => db.rows('select public.open_chart($1)', [patient.patientId]));
	const encounterId = await db.as(doctor, () =>
		db.value<string>('select id from public.start_encounter($1, null, $2)', [
			patient.patientId,
			stay.id
		])
	);
	await db.rows(
		`insert into public.code_systems (id, name, url) values ('test-list', 'Test', 'urn:test:list')`
	);
	const codeId = await db.value<string>(
		`insert into public.codes (system_id, code, display) values ('test-list', 'E11.9', 'Type 2 diabetes mellitus') returning id`
	);
	return { doctor, patient, encounterId, codeId };
}

const add = (
	db: TestDatabase,
	patientId: string,
	given: Record<string, unknown>,
	what = 'problem'
) => {
	const names = Object.keys(given);
	return db.value<string>(
		`select public.add_${what}($1, ${names.map((name, at) => `p_${name} => $${at + 2}`).join(', ')})`,
		[patientId, ...Object.values(given)]
	);
};
const problem = (db: TestDatabase, id: string) =>
	db.row(
		'select text, status, version, voided_at is not null as struck from public.problems where id = $1',
		[id]
	);
const diagnosesOf = (db: TestDatabase, encounterId: string) =>
	db.rows(
		`select text, rank from public.diagnoses where encounter_id = $1 and voided_at is null order by recorded_at, id`,
		[encounterId]
	);
const countOf = (db: TestDatabase, table: string, patientId: string) =>
	db.count(`select from public.${table} where patient_id = $1`, [patientId]);
const sign = (db: TestDatabase, id: string) =>
	db.rows(
		`update public.encounters set status = 'signed', signed_at = now(), ended_at = now(), signed_name = 'Dr. Person' where id = $1`,
		[id]
	);
const edit = (db: TestDatabase, id: string, version: number, status = 'inactive') =>
	db.rows(`select public.edit_problem($1, $2, $3, 'confirmed')`, [id, version, status]);
const strike = (
	db: TestDatabase,
	kind: string,
	id: string,
	version: number,
	reason = 'Wrong patient'
) => db.rows('select public.strike_entry($1, $2, $3, $4)', [kind, id, reason, version]);

describe('the problem list', () => {
	test('has a code by its name, and words that are not coded as they were typed', async ({
		db
	}) => {
		const { doctor, patient, codeId } = await scene(db);
		await db.as(doctor, async () => {
			await add(db, patient.patientId, { code_id: codeId, onset: '2019-04' });
			await add(db, patient.patientId, { text: ' Sleeps badly ' });
			expect(
				await db.rows(
					'select text, code_id from public.problems where patient_id = $1 order by text desc',
					[patient.patientId]
				)
			).toEqual([
				{ text: 'Type 2 diabetes mellitus', code_id: codeId },
				{ text: 'Sleeps badly', code_id: null }
			]);
		});
	});

	test('takes neither a code nor words as nothing, and nothing impossible', async ({ db }) => {
		const { doctor, patient, codeId } = await scene(db);
		const wrong: [Record<string, unknown>, string][] = [
			[{ text: ' ' }, 'p_text'],
			[{ code_id: codeId, onset: '2019-13' }, 'p_onset'],
			[{ code_id: codeId, onset: '2019-02-30' }, 'p_onset'],
			[{ code_id: codeId, onset: '2999' }, 'p_onset'],
			[{ code_id: codeId, ended_on: '2020' }, 'p_ended_on'],
			[{ code_id: codeId, status: 'resolved', onset: '2021', ended_on: '2020' }, 'p_ended_on'],
			[{ code_id: codeId, side: 'top' }, 'p_side']
		];
		for (const [given, hint] of wrong) {
			const refused = await db.refusal(doctor, () => add(db, patient.patientId, given));
			expect([refused.code, refused.hint]).toEqual(['22023', hint]);
		}
		expect(await countOf(db, 'problems', patient.patientId)).toBe(0);
	});

	test('has a code once while it goes on, on each side, and again when it was over', async ({
		db
	}) => {
		const { doctor, patient, codeId } = await scene(db);
		const id = await db.as(doctor, () => add(db, patient.patientId, { code_id: codeId }));
		const refused = await db.refusal(doctor, () => add(db, patient.patientId, { code_id: codeId }));
		expect(refused.constraint).toBe('problems_once_by_code');
		await db.as(doctor, async () => {
			await add(db, patient.patientId, { code_id: codeId, side: 'left' });
			await edit(db, id, 1, 'resolved');
			await add(db, patient.patientId, { code_id: codeId });
		});
		expect(await countOf(db, 'problems', patient.patientId)).toBe(3);
		const again = await db.refusal(doctor, () => edit(db, id, 2, 'active'));
		expect(again.constraint).toBe('problems_once_by_code');
		expect(await problem(db, id)).toMatchObject({ status: 'resolved', version: 2 });
	});

	test('refuses an edit of what has been changed since it was read, and changes nothing', async ({
		db
	}) => {
		const { doctor, patient } = await scene(db);
		const id = await db.as(doctor, () => add(db, patient.patientId, { text: 'Gout' }));
		await db.as(doctor, () => edit(db, id, 1));
		expect((await db.refusal(doctor, () => edit(db, id, 1, 'resolved'))).code).toBe('LN009');
		expect(await problem(db, id)).toMatchObject({ status: 'inactive', version: 2 });
	});

	test('keeps what was entered in error, struck out for a reason, and lets nobody change it', async ({
		db
	}) => {
		const { doctor, patient } = await scene(db);
		const id = await db.as(doctor, () => add(db, patient.patientId, { text: 'Gout' }));
		const refused = await db.refusal(doctor, () => strike(db, 'problem', id, 1, ' '));
		expect([refused.code, refused.hint]).toEqual(['22023', 'p_reason']);
		expect((await db.refusal(doctor, () => strike(db, 'problem', id, 7))).code).toBe('LN009');
		expect(await problem(db, id)).toMatchObject({ struck: false });
		await db.as(doctor, async () => {
			await strike(db, 'problem', id, 1);
			await strike(db, 'problem', id, 1);
		});
		expect(await problem(db, id)).toMatchObject({ text: 'Gout', struck: true, version: 2 });
		expect((await db.refusal(doctor, () => edit(db, id, 2))).code).toBe('LN035');
		expect(
			(await db.refusal(doctor, () => db.rows('delete from public.problems where id = $1', [id])))
				.code
		).toBe('42501');
	});

	test('is read by its patient, without what was struck out', async ({ db }) => {
		const { doctor, patient } = await scene(db);
		const id = await db.as(doctor, () => add(db, patient.patientId, { text: 'Gout' }));
		await db.as(doctor, () => add(db, patient.patientId, { text: 'Asthma' }));
		await db.as(doctor, () => strike(db, 'problem', id, 1));
		expect(await db.as(patient, () => db.rows('select text from public.problems'))).toEqual([
			{ text: 'Asthma' }
		]);
	});

	test('of two records that are one keeps what both have once', async ({ db }) => {
		const { doctor, patient, codeId } = await scene(db);
		await db.as(doctor, () => add(db, patient.patientId, { code_id: codeId }));
		const other = await db.createPatient();
		await db.rows(
			`insert into public.problems (patient_id, code_id, text) values ($1, $2, 'Type 2 diabetes mellitus'), ($1, null, 'Gout')`,
			[other, codeId]
		);
		await db.rows('select private.merge_problems($1, $2)', [other, patient.patientId]);
		expect(
			await db.rows(
				'select text, voided_at is not null as struck from public.problems where patient_id = $1 order by text, struck',
				[patient.patientId]
			)
		).toEqual([
			{ text: 'Gout', struck: false },
			{ text: 'Type 2 diabetes mellitus', struck: false },
			{ text: 'Type 2 diabetes mellitus', struck: true }
		]);
	});
});

describe('a diagnosis', () => {
	test('given twice in an encounter is one, and keeps the primary rank', async ({ db }) => {
		const { doctor, patient, encounterId, codeId } = await scene(db);
		const given = { encounter_id: encounterId, code_id: codeId };
		await db.as(doctor, async () => {
			const id = await add(db, patient.patientId, { ...given, rank: 'primary' }, 'diagnosis');
			expect(await add(db, patient.patientId, given, 'diagnosis')).toBe(id);
		});
		expect(await diagnosesOf(db, encounterId)).toEqual([
			{ text: 'Type 2 diabetes mellitus', rank: 'primary' }
		]);
	});

	test('made primary makes the former secondary', async ({ db }) => {
		const { doctor, patient, encounterId } = await scene(db);
		await db.as(doctor, async () => {
			await add(
				db,
				patient.patientId,
				{ encounter_id: encounterId, text: 'Flu', rank: 'primary' },
				'diagnosis'
			);
			const id = await add(
				db,
				patient.patientId,
				{ encounter_id: encounterId, text: 'Gout' },
				'diagnosis'
			);
			await db.rows(`select public.rank_diagnosis($1, 1, 'primary')`, [id]);
		});
		expect((await diagnosesOf(db, encounterId)).map(({ rank }) => rank).sort()).toEqual([
			'primary',
			'secondary'
		]);
		expect(
			await db.value(
				`select text from public.diagnoses where encounter_id = $1 and rank = 'primary'`,
				[encounterId]
			)
		).toBe('Gout');
	});

	test('is frozen with its encounter: neither added nor ranked, and still struck out', async ({
		db
	}) => {
		const { doctor, patient, encounterId } = await scene(db);
		const id = await db.as(doctor, () =>
			add(db, patient.patientId, { encounter_id: encounterId, text: 'Flu' }, 'diagnosis')
		);
		await sign(db, encounterId);
		for (const late of [
			() => add(db, patient.patientId, { encounter_id: encounterId, text: 'Gout' }, 'diagnosis'),
			() => db.value(`select public.rank_diagnosis($1, 1, 'primary')`, [id])
		]) {
			expect((await db.refusal(doctor, late)).code).toBe('LN032');
		}
		expect(await diagnosesOf(db, encounterId)).toEqual([{ text: 'Flu', rank: 'secondary' }]);
		await db.as(doctor, () => strike(db, 'diagnosis', id, 1));
		expect(await diagnosesOf(db, encounterId)).toEqual([]);
	});

	test('goes on the problem list once, however often it is taken over', async ({ db }) => {
		const { doctor, patient, encounterId, codeId } = await scene(db);
		await db.as(doctor, async () => {
			const id = await add(
				db,
				patient.patientId,
				{ encounter_id: encounterId, code_id: codeId },
				'diagnosis'
			);
			const list = () => db.value('select public.list_diagnosis($1)', [id]);
			expect(await list()).toBe(await list());
		});
		expect(await countOf(db, 'problems', patient.patientId)).toBe(1);
	});

	test('of another patient’s encounter is refused', async ({ db }) => {
		const { doctor, patient } = await scene(db);
		const other = await db.createPatient();
		const encounterId = await db.value<string>(
			`insert into public.encounters (patient_id, staff_name) values ($1, 'Dr. Person') returning id`,
			[other]
		);
		const refused = await db.refusal(doctor, () =>
			add(db, patient.patientId, { encounter_id: encounterId, text: 'Flu' }, 'diagnosis')
		);
		expect([refused.code, refused.hint]).toEqual(['PT404', 'p_encounter_id']);
		expect(await countOf(db, 'diagnoses', patient.patientId)).toBe(0);
	});

	test('counts as used by who wrote it, so that it is found first', async ({ db }) => {
		const { doctor, patient, encounterId, codeId } = await scene(db);
		await db.as(doctor, () =>
			add(db, patient.patientId, { encounter_id: encounterId, code_id: codeId }, 'diagnosis')
		);
		expect(
			await db.value('select uses from private.code_uses where scope_id = $1 and code_id = $2', [
				doctor.staffId,
				codeId
			])
		).toBe(1);
		await db.as(doctor, async () => {
			const [found] = await db.rows(
				`select used from public.search_codes('diabetes', '{test-list}', $1)`,
				[patient.patientId]
			);
			expect(found).toEqual({ used: true });
		});
	});
});

test('a procedure is edited by its version, and frozen with its encounter', async ({ db }) => {
	const { doctor, patient, encounterId } = await scene(db);
	const id = await db.as(doctor, () =>
		db.value<string>(
			`select public.add_procedure($1, '2020-03', p_encounter_id => $2, p_text => 'Appendicectomy', p_by_me => true)`,
			[patient.patientId, encounterId]
		)
	);
	const change = (version: number) =>
		db.value(`select public.edit_procedure($1, $2, '2020-04', p_outcome => 'successful')`, [
			id,
			version
		]);
	await db.as(doctor, () => change(1));
	expect((await db.refusal(doctor, () => change(1))).code).toBe('LN009');
	expect(
		(
			await db.refusal(doctor, () =>
				db.value(`select public.edit_procedure($1, 2, '2999-01')`, [id])
			)
		).hint
	).toBe('p_performed_on');
	await sign(db, encounterId);
	expect((await db.refusal(doctor, () => change(2))).code).toBe('LN032');
	expect(
		await db.row('select performed_on, outcome, version from public.procedures where id = $1', [id])
	).toEqual({ performed_on: '2020-04', outcome: 'successful', version: 2 });
});

test('a statement on smoking is said anew and the older stays; what makes no sense is refused', async ({
	db
}) => {
	const { doctor, patient } = await scene(db);
	const state = (...given: unknown[]) =>
		db.value(`select public.state_social_history($1, $2, $3, $4, $5)`, [
			patient.patientId,
			...given
		]);
	await db.as(doctor, async () => {
		await state('smoking', 'current', null, 10);
		await state('smoking', 'former', 'Since Easter', 10);
	});
	expect(await countOf(db, 'social_history', patient.patientId)).toBe(2);
	for (const [given, hint] of [
		[['smoking', 'never', null, 5], 'p_pack_years'],
		[['smoking', 'sometimes', null, null], 'p_value'],
		[['occupation', null, ' ', null], 'p_text']
	] as const) {
		expect((await db.refusal(doctor, () => state(...given))).hint).toBe(hint);
	}
	expect(await countOf(db, 'social_history', patient.patientId)).toBe(2);
});

describe('two at once', () => {
	const actAs = (client: pg.Client, person: Person) =>
		client.query(
			`select set_config('role', 'authenticated', true), set_config('request.jwt.claims', $1, true)`,
			[JSON.stringify({ sub: person.id, role: 'authenticated' })]
		);

	testApart(
		'who add the same problem and diagnosis have it once, and of two edits one is told',
		async ({ apart }) => {
			const setup = await connect(apart);
			await setup.query('begin');
			const { doctor, patient, encounterId, codeId } = await scene(new TestDatabase(setup));
			await setup.query('commit');
			const clients = await Promise.all([connect(apart), connect(apart)]);
			const run = async (client: pg.Client, sql: string, values: unknown[]) => {
				await client.query('begin');
				try {
					await actAs(client, doctor);
					await client.query(sql, values);
					// Long enough for the other to come to the same row.
					await client.query('select pg_sleep(0.1)');
					await client.query('commit');
					return 'done';
				} catch (error) {
					await client.query('rollback');
					const { constraint, code } = error as pg.DatabaseError;
					return constraint ?? code;
				}
			};
			const both = async (sql: string, values: unknown[]) =>
				(await Promise.all(clients.map((client) => run(client, sql, values)))).sort();
			try {
				expect(
					await both('select public.add_problem($1, $2)', [patient.patientId, codeId])
				).toEqual(['done', 'problems_once_by_code']);
				expect(
					await both(`select public.add_diagnosis($1, $2, $3, p_rank => 'primary')`, [
						patient.patientId,
						encounterId,
						codeId
					])
				).toEqual(['done', 'done']);
				const { rows } = await setup.query(
					'select rank, version from public.diagnoses where encounter_id = $1',
					[encounterId]
				);
				expect(rows).toEqual([{ rank: 'primary', version: 2 }]);
				const { rows: problems } = await setup.query<{ id: string }>(
					'select id from public.problems where patient_id = $1',
					[patient.patientId]
				);
				expect(
					await both(`select public.edit_problem($1, 1, 'inactive', 'confirmed')`, [
						problems[0]?.id
					])
				).toEqual(['LN009', 'done']);
			} finally {
				await Promise.all([...clients, setup].map((client) => client.end()));
			}
		}
	);
});
