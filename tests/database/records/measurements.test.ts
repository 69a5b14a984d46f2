import { describe, expect, test, TestDatabase } from '../../support/database.ts';

/** A doctor with the chart of a patient born on a day, known from a visit, open. */
async function scene(db: TestDatabase, birthDate = '1980-05-02') {
	const doctor = await db.createDoctor();
	const patient = await db.createPortalPerson();
	await db.rows('update public.patients set birth_date = $1 where id = $2', [
		birthDate,
		patient.patientId
	]);
	await db.rows(
		`insert into private.care_access (patient_id, staff_id, reason, source_id, until)
		 values ($1, $2, 'assigned', gen_random_uuid(), now() + interval '1 day')`,
		[patient.patientId, doctor.staffId]
	);
	await db.as(doctor, () => db.rows('select public.open_chart($1)', [patient.patientId]));
	return { doctor, patient };
}

const record = (
	db: TestDatabase,
	patientId: string,
	values: Record<string, unknown>,
	more: { at?: string; encounter?: string; confirmed?: boolean } = {}
) =>
	db.rows('select public.record_measurements($1, $2, $3, null, $4, $5)', [
		patientId,
		JSON.stringify(values),
		more.at ?? null,
		more.encounter ?? null,
		more.confirmed ?? false
	]);
const measured = (db: TestDatabase, patientId: string) =>
	db.rows(
		'select kind, value::real, second_value::real as second, unit from public.measurements where patient_id = $1 order by kind',
		[patientId]
	);

describe('measurements', () => {
	test('are a row each, with their units, when they were taken and when written down', async ({
		db
	}) => {
		const { doctor, patient } = await scene(db);
		const at = new Date(Date.now() - 7_200_000);
		await db.as(doctor, () =>
			record(
				db,
				patient.patientId,
				{ blood_pressure: [124, 78], weight: 71.45 },
				{ at: at.toISOString() }
			)
		);
		expect(await measured(db, patient.patientId)).toEqual([
			{ kind: 'blood_pressure', value: 124, second: 78, unit: 'mmHg' },
			{ kind: 'weight', value: 71.45, second: null, unit: 'kg' }
		]);
		const [row] = await db.rows<{ measured_at: Date; recorded_at: Date }>(
			'select measured_at, recorded_at from public.measurements where patient_id = $1',
			[patient.patientId]
		);
		expect(row?.measured_at).toEqual(at);
		expect(row && row.recorded_at.getTime() - at.getTime()).toBeGreaterThan(7_000_000);
	});

	test('that no living person has are refused at their field, and nothing is kept', async ({
		db
	}) => {
		const { doctor, patient } = await scene(db);
		const wrong: [Record<string, unknown>, string][] = [
			[{ weight: 0, pulse: 70 }, 'p_weight'],
			[{ temperature: 60 }, 'p_temperature'],
			[{ blood_pressure: [80, 120] }, 'p_blood_pressure'],
			[{ blood_pressure: 120 }, 'p_blood_pressure'],
			[{ pulse: [70, 80] }, 'p_pulse'],
			[{ pulse: 'seventy' }, 'p_pulse'],
			[{ shoe_size: 42 }, 'p_shoe_size'],
			[{}, 'p_values']
		];
		for (const [values, hint] of wrong) {
			const refused = await db.refusal(doctor, () =>
				record(db, patient.patientId, values, { confirmed: true })
			);
			expect([refused.code, refused.hint]).toEqual(['22023', hint]);
		}
		const late = await db.refusal(doctor, () =>
			record(db, patient.patientId, { pulse: 70 }, { at: '2999-01-01' })
		);
		expect(late.hint).toBe('p_measured_at');
		const early = await db.refusal(doctor, () =>
			record(db, patient.patientId, { pulse: 70 }, { at: '1970-01-01' })
		);
		expect(early.hint).toBe('p_measured_at');
		expect(await measured(db, patient.patientId)).toEqual([]);
	});

	test('that are unusual are asked about once, by name, and then taken', async ({ db }) => {
		const { doctor, patient } = await scene(db);
		const values = { pulse: 190, temperature: 41.5, weight: 70 };
		const asked = await db.refusal(doctor, () => record(db, patient.patientId, values));
		expect([asked.code, asked.hint]).toEqual(['LN024', 'pulse temperature']);
		expect(await measured(db, patient.patientId)).toEqual([]);
		await db.as(doctor, () => record(db, patient.patientId, values, { confirmed: true }));
		expect(await measured(db, patient.patientId)).toHaveLength(3);
	});

	test('of an infant are judged by its age', async ({ db }) => {
		const { doctor, patient } = await scene(
			db,
			new Date(Date.now() - 200 * 86_400_000).toISOString().slice(0, 10)
		);
		await db.as(doctor, () =>
			record(db, patient.patientId, { weight: 7.9, height: 67, pulse: 150 })
		);
		const refused = await db.refusal(doctor, () => record(db, patient.patientId, { weight: 70 }));
		expect(refused.hint).toBe('weight');
	});

	test('are frozen with the encounter they were taken in', async ({ db }) => {
		const { doctor, patient } = await scene(db);
		const encounter = await db.as(doctor, () =>
			db.value<string>('select id from public.start_encounter($1)', [patient.patientId])
		);
		await db.as(doctor, () => record(db, patient.patientId, { pulse: 70 }, { encounter }));
		await db.rows(
			`update public.encounters set status = 'signed', signed_at = now(), ended_at = now(), signed_name = 'Dr. Person' where id = $1`,
			[encounter]
		);
		const refused = await db.refusal(doctor, () =>
			record(db, patient.patientId, { pulse: 71 }, { encounter })
		);
		expect(refused.code).toBe('LN032');
		expect(await measured(db, patient.patientId)).toHaveLength(1);
	});

	test('are read by the patient, and how early they were born is kept by its version', async ({
		db
	}) => {
		const { doctor, patient } = await scene(db);
		const gestation = (days: number, version: number | null) =>
			db.rows('select public.set_gestation($1, $2, $3)', [patient.patientId, days, version]);
		await db.as(doctor, async () => {
			await record(db, patient.patientId, { pulse: 70 });
			await gestation(220, null);
			await gestation(222, 1);
		});
		expect((await db.refusal(doctor, () => gestation(230, 1))).code).toBe('LN009');
		expect((await db.refusal(doctor, () => gestation(100, 2))).hint).toBe('p_gestation_days');
		await db.as(patient, async () => {
			expect(await measured(db, patient.patientId)).toHaveLength(1);
			expect(
				await db.rows('select gestation_days, version from public.births where patient_id = $1', [
					patient.patientId
				])
			).toEqual([{ gestation_days: 222, version: 2 }]);
		});
	});
});

describe('immunisations', () => {
	async function schedule(db: TestDatabase) {
		await db.rows(
			`insert into public.vaccines (id, name, name_es) values ('test_mmr', 'MMR', 'TV'), ('test_rota', 'Rotavirus', 'Rotavirus')`
		);
		await db.rows(
			`insert into public.immunisation_schedule (vaccine_id, dose, due_months, until_months, interval_days)
			 values ('test_mmr', 1, 12, null, null), ('test_mmr', 2, 36, null, 28), ('test_rota', 1, 2, 6, null)`
		);
	}
	const due = (db: TestDatabase, patientId: string) =>
		db.rows(
			`select vaccine_id, dose, due_on::text, state from public.immunisations_due($1, '2026-06-01')
			 where vaccine_id like 'test_%' order by vaccine_id`,
			[patientId]
		);
	const give = (db: TestDatabase, patientId: string, given: Record<string, unknown>) => {
		const names = Object.keys(given);
		return db.rows(
			`select public.record_immunisation($1, 'test_mmr', ${names.map((name, at) => `p_${name} => $${at + 2}`).join(', ')})`,
			[patientId, ...Object.values(given)]
		);
	};

	test('are due at their age, the next only after its interval, and not past it', async ({
		db
	}) => {
		const { doctor, patient } = await scene(db, '2023-05-20');
		await schedule(db);
		await db.as(doctor, async () => {
			// Three years old: the first is missing; rotavirus is for infants.
			expect(await due(db, patient.patientId)).toEqual([
				{ vaccine_id: 'test_mmr', dose: 1, due_on: '2024-05-20', state: 'due' }
			]);
			await give(db, patient.patientId, { given_on: '2026-05-21', dose: 1, lot: 'A1' });
			expect(await due(db, patient.patientId)).toEqual([
				{ vaccine_id: 'test_mmr', dose: 2, due_on: '2026-06-18', state: 'coming' }
			]);
			await give(db, patient.patientId, { given_on: '2026-06-20', dose: 2, reported: true });
			expect(await due(db, patient.patientId)).toEqual([]);
		});
	});

	test('struck out are due again', async ({ db }) => {
		const { doctor, patient } = await scene(db, '2025-01-10');
		await schedule(db);
		await db.as(doctor, async () => {
			await give(db, patient.patientId, { given_on: '2026-02-01', dose: 1, lot: 'A1' });
			const id = await db.value<string>(
				'select id from public.immunisations where patient_id = $1',
				[patient.patientId]
			);
			await db.rows(`select public.strike_entry('immunisation', $1, 'Another child', 1)`, [id]);
			expect(await due(db, patient.patientId)).toEqual([
				{ vaccine_id: 'test_mmr', dose: 1, due_on: '2026-01-10', state: 'due' }
			]);
		});
	});

	test('are written down once a dose, with a lot where they were given here', async ({ db }) => {
		const { doctor, patient } = await scene(db, '2023-05-20');
		await schedule(db);
		for (const [given, hint] of [
			[{ given_on: '2026-05-21', dose: 1 }, 'p_lot'],
			[{ given_on: '2999-05-21', dose: 1, lot: 'A1' }, 'p_given_on'],
			[{ given_on: '2020-05-21', dose: 1, lot: 'A1' }, 'p_given_on'],
			[{ given_on: '2026-05-21', dose: 0, lot: 'A1' }, 'p_dose']
		] as const) {
			expect((await db.refusal(doctor, () => give(db, patient.patientId, given))).hint).toBe(hint);
		}
		await db.as(doctor, () =>
			give(db, patient.patientId, { given_on: '2026-05-21', dose: 1, lot: 'A1' })
		);
		const again = await db.refusal(doctor, () =>
			give(db, patient.patientId, { given_on: '2026-05-22', dose: 1, reported: true })
		);
		expect(again.constraint).toBe('immunisations_dose_once');
		expect(
			await db.rows(
				'select dose, reported, given_by is not null as mine from public.immunisations where patient_id = $1',
				[patient.patientId]
			)
		).toEqual([{ dose: 1, reported: false, mine: true }]);
	});

	test('follow the hospital’s own schedule, which one writes as it was read', async ({ db }) => {
		const admin = await db.createStaff('admin');
		const save = (version: number | null, doses: unknown[]) =>
			db.rows(`select public.save_vaccine('test_new', $1, 'New', 'Nueva', true, $2)`, [
				version,
				JSON.stringify(doses)
			]);
		const doses = () =>
			db.rows(
				`select dose, due_months, until_months from public.immunisation_schedule where vaccine_id = 'test_new' order by dose`
			);
		await db.as(admin, async () => {
			await save(null, [{ due_months: 2 }, { due_months: 4, until_months: 60, interval_days: 28 }]);
			await save(1, [{ due_months: 3 }]);
		});
		expect(await doses()).toEqual([{ dose: 1, due_months: 3, until_months: null }]);
		for (const [version, given, code] of [
			[null, [{ due_months: 5 }], 'LN009'],
			[1, [{ due_months: 5 }], 'LN009'],
			[2, [{ due_months: 5, until_months: 4 }], '22023']
		] as const) {
			expect((await db.refusal(admin, () => save(version, [...given]))).code).toBe(code);
		}
		expect(await doses()).toEqual([{ dose: 1, due_months: 3, until_months: null }]);
	});

	test('are read by the patient, with what is due', async ({ db }) => {
		const { doctor, patient } = await scene(db, '2025-01-10');
		await schedule(db);
		await db.as(doctor, () =>
			give(db, patient.patientId, { given_on: '2026-02-01', dose: 1, lot: 'A1' })
		);
		await db.as(patient, async () => {
			expect(await db.rows('select lot from public.immunisations')).toEqual([{ lot: 'A1' }]);
		});
		const stranger = await db.createPortalPerson();
		await db.as(stranger, async () => expect(await due(db, patient.patientId)).toEqual([]));
	});
});
