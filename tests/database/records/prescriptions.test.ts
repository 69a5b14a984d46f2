import { describe, expect, testApart as test, type TestDatabase } from '../../support/database.ts';
import { prescription, type Prescribed } from '../../support/medicines.ts';
import { wardDoctor } from './ward-doctor.ts';

const prescribe = async (
	db: TestDatabase,
	patientId: string,
	given: Prescribed,
	{ sign = true, reason = null as string | null } = {}
) =>
	db.value<string>('select public.prescribe($1, $2, $3, $4)', [
		patientId,
		JSON.stringify(await prescription(db, given)),
		sign,
		reason
	]);
const stateOf = (db: TestDatabase, id: string) =>
	db.row(
		'select status, version, override_reason, end_reason, quantity::float from public.prescriptions where id = $1',
		[id]
	);
const checksOf = (db: TestDatabase, id: string) =>
	db.rows<{ occasion: string; because: string | null; result: string }>(
		'select occasion, because, result from public.prescription_checks where prescription_id = $1 order by checked_at',
		[id]
	);
const newsOf = (db: TestDatabase, userId: string, kind = 'prescription_recheck') =>
	db.rows<{ params: Record<string, string> }>(
		'select params from public.notifications where user_id = $1 and kind = $2',
		[userId, kind]
	);
const countOf = (db: TestDatabase, patientId: string) =>
	db.count('select from public.prescriptions where patient_id = $1', [patientId]);

const paracetamol = { medicine: 'Paracetamol 500 mg tablets', dose: 2, times: 3, days: 5 };
const warfarin = { medicine: 'Warfarin 5 mg tablets', days: null, supply_days: 30 };
const ibuprofen = { medicine: 'Ibuprofen 400 mg tablets', times: 3 };
const amoxicillin = { medicine: 'Amoxicillin 500 mg capsules', unit: 'capsule', times: 3 };

describe('a prescription', () => {
	test('is checked in the transaction that signs it, and its quantity is worked out', async ({
		db
	}) => {
		const { doctor, patient, stay } = await wardDoctor(db);
		const id = await db.as(doctor, () => prescribe(db, patient.patientId, paracetamol));
		expect(await stateOf(db, id)).toMatchObject({ status: 'active', quantity: 30 });
		expect(await checksOf(db, id)).toEqual([{ occasion: 'sign', because: null, result: 'clear' }]);
		const kept = await db.row(
			'select admission_id, staff_name, ends_on - starts_on as days, length(verification_code) as code from public.prescriptions where id = $1',
			[id]
		);
		expect(kept).toEqual({ admission_id: stay.id, staff_name: doctor.name, days: 4, code: 20 });
	});

	test('that the check blocks is not signed without a reason, and then with it, for everybody to read', async ({
		db
	}) => {
		const { doctor, patient } = await wardDoctor(db);
		await db.as(doctor, () => prescribe(db, patient.patientId, warfarin));
		for (const reason of [null, ' ', 'no']) {
			const refused = await db.refusal(doctor, () =>
				prescribe(db, patient.patientId, ibuprofen, { reason })
			);
			expect([refused.code, refused.detail]).toEqual(['LN051', 'block_until_reason']);
		}
		expect(await countOf(db, patient.patientId)).toBe(1);
		const reason = 'Three days only, INR on Friday';
		const id = await db.as(doctor, () => prescribe(db, patient.patientId, ibuprofen, { reason }));
		expect(await stateOf(db, id)).toMatchObject({ status: 'active', override_reason: reason });
		expect(
			await db.row(
				'select override_reason, overridden_by, result from public.prescription_checks where prescription_id = $1',
				[id]
			)
		).toEqual({
			override_reason: reason,
			overridden_by: doctor.staffId,
			result: 'block_until_reason'
		});
	});

	test('whose check could not run needs a reason as well, and says so ever after', async ({
		db
	}) => {
		const { doctor, patient } = await wardDoctor(db);
		await db.rows('alter table public.medicine_rules rename to gone');
		const refused = await db.refusal(doctor, () => prescribe(db, patient.patientId, paracetamol));
		expect([refused.code, refused.detail]).toEqual(['LN051', 'could_not_run']);
		const draft = await db.as(doctor, () =>
			prescribe(db, patient.patientId, paracetamol, { sign: false })
		);
		expect(await checksOf(db, draft)).toEqual([
			{ occasion: 'write', because: null, result: 'could_not_run' }
		]);
		await db.as(doctor, () =>
			db.rows('select public.sign_prescription($1, 1, $2)', [draft, 'Checked by hand'])
		);
		expect(await stateOf(db, draft)).toMatchObject({
			status: 'active',
			override_reason: 'Checked by hand'
		});
	});

	test('is refused where it is impossible, with the field, and nothing is written', async ({
		db
	}) => {
		const { doctor, patient } = await wardDoctor(db);
		const wrong: [Prescribed, string][] = [
			[{ ...paracetamol, route: 'rectal' }, 'p_route'],
			[{ ...paracetamol, dose: 0 }, 'p_steps'],
			[{ ...paracetamol, times: 30 }, 'p_steps'],
			[{ ...paracetamol, unit: 'mmol' }, 'p_unit'],
			[{ ...paracetamol, unit: 'capsule' }, 'p_unit'],
			[{ ...paracetamol, repeats: 13 }, 'p_repeats'],
			[{ ...paracetamol, starts_on: '2020-01-01' }, 'p_starts_on'],
			[{ ...paracetamol, timing: 'sometimes' }, 'p_timing'],
			[{ ...paracetamol, medicine_id: '00000000-0000-4000-8000-000000000000' }, 'p_medicine_id']
		];
		for (const [given, hint] of wrong) {
			const refused = await db.refusal(doctor, () => prescribe(db, patient.patientId, given));
			expect([hint, refused.code, refused.hint]).toEqual([hint, '22023', hint]);
		}
		expect(await countOf(db, patient.patientId)).toBe(0);
	});

	test('that is signed is not edited, by anybody', async ({ db }) => {
		const { doctor, patient } = await wardDoctor(db);
		const id = await db.as(doctor, () => prescribe(db, patient.patientId, paracetamol));
		const refused = await db.refusal('owner', () =>
			db.rows(`update public.prescriptions set indication = 'Other' where id = $1`, [id])
		);
		expect(refused.code).toBe('LN052');
	});

	test('is changed, renewed, stopped and completed; each is known by what took its place', async ({
		db
	}) => {
		const { doctor, patient } = await wardDoctor(db);
		const as = <Result>(run: () => Promise<Result>) => db.as(doctor, run);
		const first = await as(() => prescribe(db, patient.patientId, warfarin));
		const less = JSON.stringify(await prescription(db, { ...warfarin, dose: 0.5 }));
		const second = await as(() =>
			db.value<string>('select public.change_prescription($1, 2, $2, $3)', [
				first,
				less,
				'INR too high'
			])
		);
		expect(await stateOf(db, first)).toMatchObject({ status: 'changed', end_reason: 'changed' });
		const third = await as(() =>
			db.value<string>('select public.renew_prescription($1, 2)', [second])
		);
		expect(await stateOf(db, second)).toMatchObject({ status: 'renewed' });
		expect(
			await db.row(
				'select replaces_id, steps -> 0 -> $2 as dose from public.prescriptions where id = $1',
				[third, 'dose']
			)
		).toEqual({ replaces_id: second, dose: 0.5 });
		/* What has ended does not end again, and what was read before is refused. */
		const late = await db.refusal(doctor, () =>
			db.rows('select public.stop_prescription($1, 2, $2)', [second, 'error'])
		);
		expect([late.code, late.hint]).toEqual(['LN050', 'renewed']);
		const stale = await db.refusal(doctor, () =>
			db.rows('select public.stop_prescription($1, 1, $2)', [third, 'error'])
		);
		expect(stale.code).toBe('LN009');
		for (const [reason, words, hint] of [
			['because', null, 'p_reason'],
			['other', ' ', 'p_words']
		]) {
			const refused = await db.refusal(doctor, () =>
				db.rows('select public.stop_prescription($1, 2, $2, $3)', [third, reason, words])
			);
			expect([refused.code, refused.hint]).toEqual(['22023', hint]);
		}
		await as(() => db.rows('select public.stop_prescription($1, 2, $2)', [third, 'side_effect']));
		expect(await stateOf(db, third)).toMatchObject({
			status: 'stopped',
			end_reason: 'side_effect'
		});

		const course = await as(() => prescribe(db, patient.patientId, paracetamol));
		await db.rows(`alter table public.prescriptions disable trigger prescriptions_110_signed`);
		await db.rows(
			'update public.prescriptions set starts_on = starts_on - 9, ends_on = ends_on - 9 where id = $1',
			[course]
		);
		await db.rows('select private.complete_prescriptions()');
		expect(await stateOf(db, course)).toMatchObject({ status: 'completed' });
		await as(() => db.rows('select public.renew_prescription($1, 3)', [course]));
		const again = await db.refusal(doctor, () =>
			db.rows('select public.renew_prescription($1, 3)', [course])
		);
		expect(again.code).toBe('LN050');
	});

	test('is read by its patient once it is signed, without what was found', async ({ db }) => {
		const { doctor, patient } = await wardDoctor(db);
		await db.as(doctor, () => prescribe(db, patient.patientId, paracetamol, { sign: false }));
		const id = await db.as(doctor, () => prescribe(db, patient.patientId, amoxicillin));
		await db.as(patient, async () => {
			expect(await db.rows('select id from public.prescriptions')).toEqual([{ id }]);
			expect(await db.rows('select id from public.prescription_checks')).toEqual([]);
		});
	});

	test('keeps what colleagues wrote of it from its patient, and shows it to whoever has the chart open', async ({
		db
	}) => {
		const { doctor, patient } = await wardDoctor(db);
		await db.as(doctor, () => prescribe(db, patient.patientId, warfarin));
		const reason = 'Refuses anything else';
		const id = await db.as(doctor, () => prescribe(db, patient.patientId, ibuprofen, { reason }));
		await db.as(doctor, () =>
			db.rows('select public.stop_prescription($1, 2, $2, $3)', [id, 'other', 'Sells them on'])
		);
		for (const column of ['override_reason', 'end_words', '*']) {
			const refused = await db.refusal(patient, () =>
				db.rows(`select ${column} from public.prescriptions`)
			);
			expect([column, refused.code]).toEqual([column, '42501']);
		}
		const words = () => db.rows('select * from public.prescription_words($1)', [patient.patientId]);
		expect((await db.refusal(patient, words)).code).toBe('PT404');
		expect(await db.as(doctor, words)).toEqual([
			{ id, override_reason: reason, end_words: 'Sells them on' }
		]);
	});

	test('of somebody who has died is not begun, and what ran has ended', async ({ db }) => {
		const { doctor, patient } = await wardDoctor(db);
		const id = await db.as(doctor, () => prescribe(db, patient.patientId, paracetamol));
		await db.rows('select private.end_prescriptions($1)', [patient.patientId]);
		expect(await stateOf(db, id)).toMatchObject({ status: 'stopped', end_reason: 'died' });
		await db.rows('update public.patients set deceased_at = now() where id = $1', [
			patient.patientId
		]);
		const refused = await db.refusal(doctor, () => prescribe(db, patient.patientId, paracetamol));
		expect(refused.code).toBe('LN026');
	});

	test('is verified by its code alone, and says whether it holds', async ({ db }) => {
		const { doctor, patient } = await wardDoctor(db);
		const id = await db.as(doctor, () => prescribe(db, patient.patientId, paracetamol));
		const code = await db.value<string>(
			'select verification_code from public.prescriptions where id = $1',
			[id]
		);
		const verify = (given: string) =>
			db.as('anon', () =>
				db.rows('select status, prescriber, quantity::float from public.verify_prescription($1)', [
					given
				])
			);
		expect(await verify(code)).toEqual([
			{ status: 'active', prescriber: doctor.name, quantity: 30 }
		]);
		expect(await verify(code.toLowerCase().replace(/(.{5})/g, '$1-'))).toHaveLength(1);
		expect(await verify(code.slice(1))).toEqual([]);
		await db.as(doctor, () => db.rows('select public.stop_prescription($1, 2, $2)', [id, 'error']));
		expect(await verify(code)).toMatchObject([{ status: 'stopped' }]);
	});
});

describe('how much is needed', () => {
	const quantity = (db: TestDatabase, from: string, steps: object[], more = '') =>
		db.value<number>(
			`select private.prescribed_quantity($1, $2, 'tablet', 5, 'mg'${more})::float`,
			[JSON.stringify(steps), from]
		);
	const step = (
		dose: number,
		per_period: number,
		days?: number,
		period = 1,
		period_unit = 'd',
		unit = 'tablet'
	) => ({
		dose,
		unit,
		per_period,
		period,
		period_unit,
		...(days && { days })
	});

	test('is counted by days, every other day, weeks and months, never too few', async ({ db }) => {
		expect(await quantity(db, '2026-11-01', [step(2, 3, 7)])).toBe(42);
		expect(await quantity(db, '2026-11-01', [step(1, 1, 7, 2)])).toBe(4);
		expect(await quantity(db, '2026-11-01', [step(4, 1, 28, 1, 'wk')])).toBe(16);
		expect(await quantity(db, '2026-11-01', [step(4, 1, 29, 1, 'wk')])).toBe(20);
		expect(await quantity(db, '2026-01-31', [step(1, 1, 60, 1, 'mo')])).toBe(3);
		expect(await quantity(db, '2026-11-01', [step(0.5, 1, 7)])).toBe(4);
		expect(await quantity(db, '2026-11-01', [step(7.5, 1, 10, 1, 'd', 'mg')])).toBe(15);
	});

	test('of what is opened or not divided is whole for each dose', async ({ db }) => {
		expect(
			await db.value(
				`select private.prescribed_quantity($1, '2026-11-01', 'vial', 1000, 'mg')::float`,
				[JSON.stringify([step(600, 3, 7, 1, 'd', 'mg')])]
			)
		).toBe(21);
	});

	test('of a taper is the sum of its steps, and without an end for as long as is supplied', async ({
		db
	}) => {
		const taper = [step(6, 1, 5), step(4, 1, 5), step(2, 1, 5), step(1, 1, 5)];
		expect(await quantity(db, '2026-11-01', taper)).toBe(65);
		expect(await quantity(db, '2026-11-01', [step(2, 1, 7), step(1, 1)], ', 30')).toBe(44);
		expect(await quantity(db, '2026-11-01', [step(1, 1)])).toBeNull();
	});

	test('as needed is no more than the most of each day', async ({ db }) => {
		expect(await quantity(db, '2026-11-01', [step(1, 1, 5, 4, 'h')], ', null, true, 3')).toBe(15);
		expect(await quantity(db, '2026-11-01', [step(1, 1, 5, 4, 'h')], ', null, true, null')).toBe(
			30
		);
	});

	test('every so many hours lasts over the night the clock goes back, and the one it goes on', async ({
		db
	}) => {
		await db.rows(`update public.hospital_settings set time_zone = 'Europe/Madrid'`);
		const every8 = (days: number) => [step(1, 1, days, 8, 'h')];
		expect(await quantity(db, '2026-10-24', every8(1))).toBe(3);
		/* 25 October 2026 has 25 hours: doses at 0, 8, 16 and 24 hours after midnight. */
		expect(await quantity(db, '2026-10-25', every8(1))).toBe(4);
		expect(await quantity(db, '2026-10-24', every8(7))).toBe(22);
		/* 29 March 2026 has 23. */
		expect(await quantity(db, '2026-03-29', every8(1))).toBe(3);
		expect(await quantity(db, '2026-03-28', every8(7))).toBe(21);
		expect(await quantity(db, '2026-10-25', [step(1, 3, 1)])).toBe(3);
	});

	test('of a taper by the hour counts the hours of the very days of each step', async ({ db }) => {
		await db.rows(`update public.hospital_settings set time_zone = 'Europe/Madrid'`);
		const every12 = (dose: number, days: number) => step(dose, 1, days, 12, 'h');
		/* The second step has the night of 25 October, whose 49 hours ask for a fifth dose. */
		expect(await quantity(db, '2026-10-22', [every12(2, 2), every12(1, 2)])).toBe(8 + 5);
		expect(await quantity(db, '2026-10-20', [every12(2, 2), every12(1, 2)])).toBe(8 + 4);
		await db.rows(`update public.hospital_settings set time_zone = 'America/Bogota'`);
		expect(await quantity(db, '2026-10-22', [every12(2, 2), every12(1, 2)])).toBe(8 + 4);
	});

	test('over the end of a month, a leap day and a year is counted by the calendar', async ({
		db
	}) => {
		const monthly = (days: number, period = 1) => [step(1, 1, days, period, 'mo')];
		/* From 31 January: that day, 28 February, 31 March. */
		expect(await quantity(db, '2027-01-31', monthly(28))).toBe(1);
		expect(await quantity(db, '2027-01-31', monthly(29))).toBe(2);
		expect(await quantity(db, '2027-01-31', monthly(60))).toBe(3);
		/* In 2028 February has 29 days. */
		expect(await quantity(db, '2028-01-31', monthly(29))).toBe(1);
		expect(await quantity(db, '2028-01-31', monthly(30))).toBe(2);
		expect(await quantity(db, '2026-12-15', monthly(32))).toBe(2);
		expect(await quantity(db, '2026-12-15', monthly(184, 3))).toBe(3);
		expect(await quantity(db, '2026-12-30', [step(2, 2, 4, 3)])).toBe(8);
	});

	test('of what is measured is in tenths, and never too little', async ({ db }) => {
		const measured = (steps: object[]) =>
			db.value<number>(
				`select private.prescribed_quantity($1, '2026-11-01', 'mL', 24, 'mg')::float`,
				[JSON.stringify(steps)]
			);
		/* 125 mg of 24 mg in 1 mL are 5.2083 mL. */
		expect(await measured([step(125, 3, 1, 1, 'd', 'mg')])).toBe(15.7);
		expect(await measured([step(0.125, 3, 1, 1, 'd', 'g')])).toBe(15.7);
		expect(await measured([step(5, 3, 7, 1, 'd', 'mL')])).toBe(105);
		expect(await measured([step(5, 1, 1, 1, 'd', 'mmol')])).toBeNull();
	});
});

describe('a dose', () => {
	test('is converted between masses alone, and how often a day is by its period', async ({
		db
	}) => {
		const converted = (amount: number, from: string, to: string) =>
			db.value<number | null>('select private.convert_amount($1, $2, $3)::float', [
				amount,
				from,
				to
			]);
		expect(await converted(1.5, 'g', 'mg')).toBe(1500);
		expect(await converted(75, 'ug', 'mg')).toBe(0.075);
		expect(await converted(0.5, 'mg', 'ug')).toBe(500);
		expect(await converted(5, '[iU]', '[iU]')).toBe(5);
		for (const [from, to] of [
			['[iU]', 'mg'],
			['mmol', 'g'],
			['mL', 'mg']
		] as const) {
			expect([from, to, await converted(1, from, to)]).toEqual([from, to, null]);
		}
		const times = (per: number, period: number, unit: string) =>
			db.value<number>('select round(private.times_a_day($1, $2, $3), 4)::float', [
				per,
				period,
				unit
			]);
		expect(
			await Promise.all([
				times(3, 1, 'd'),
				times(1, 2, 'd'),
				times(1, 6, 'h'),
				times(1, 1, 'wk'),
				times(2, 1, 'mo')
			])
		).toEqual([3, 0.5, 4, 0.1429, 0.0667]);
	});
});

describe('what runs is checked again', () => {
	test('when an allergy is written: prescriber and the patient’s nurses are told, once', async ({
		db
	}) => {
		const { doctor, nurse, manager, patient } = await wardDoctor(db);
		const id = await db.as(doctor, () => prescribe(db, patient.patientId, amoxicillin));
		const add = (substance: string) =>
			db.as(manager, () =>
				db.rows(`select public.add_allergy($1, $2, null, 'severe')`, [patient.patientId, substance])
			);
		await add('Peanut');
		expect(await newsOf(db, doctor.id)).toEqual([]);
		await add('Penicillin');
		expect((await checksOf(db, id)).at(-1)).toEqual({
			occasion: 'recheck',
			because: 'allergy',
			result: 'block_until_reason'
		});
		for (const told of [doctor, nurse]) {
			expect(await newsOf(db, told.id)).toMatchObject([
				{
					params: {
						because: 'allergy',
						result: 'block_until_reason',
						medicine: 'Amoxicillin 500 mg capsules'
					}
				}
			]);
		}
		await add('Latex');
		expect(await newsOf(db, doctor.id)).toHaveLength(1);
		const checkId = await db.value<string>(
			`select id from public.prescription_checks where prescription_id = $1 order by checked_at desc limit 1`,
			[id]
		);
		await db.as(doctor, () =>
			db.rows('select public.answer_check($1, $2)', [checkId, 'Tolerated since childhood'])
		);
		expect(
			await db.value('select override_reason from public.prescription_checks where id = $1', [
				checkId
			])
		).toBe('Tolerated since childhood');
		/* The same again is the same; another answer is told that there is one. */
		const answer = (reason: string) =>
			db.rows('select public.answer_check($1, $2)', [checkId, reason]);
		await db.as(doctor, () => answer('Tolerated since childhood'));
		expect((await db.refusal(doctor, () => answer('Something else'))).code).toBe('LN053');
		expect(
			await db.value('select override_reason from public.prescription_checks where id = $1', [
				checkId
			])
		).toBe('Tolerated since childhood');
	});

	test('when a pregnancy, a weight or an eGFR is written', async ({ db }) => {
		const { doctor, manager, patient } = await wardDoctor(db);
		await db.rows(
			`update public.patients set sex = 'female', birth_date = '1990-01-01' where id = $1`,
			[patient.patientId]
		);
		await db.as(manager, () => db.rows('select public.open_chart($1)', [patient.patientId]));
		const id = await db.as(doctor, () =>
			prescribe(db, patient.patientId, {
				medicine: 'Enalapril 10 mg tablets',
				days: null,
				supply_days: 30
			})
		);
		await db.as(manager, () =>
			db.rows('select public.record_pregnancy($1, private.hospital_day() + 100)', [
				patient.patientId
			])
		);
		await db.rows(
			`insert into public.measurements (patient_id, kind, value, unit) values ($1, 'weight', 70, 'kg')`,
			[patient.patientId]
		);
		await db.as(manager, () =>
			db.rows('select public.record_renal_value($1, 25)', [patient.patientId])
		);
		expect(new Set((await checksOf(db, id)).map(({ because }) => because))).toEqual(
			new Set([null, 'pregnancy', 'weight', 'renal'])
		);
		expect(await newsOf(db, doctor.id)).not.toHaveLength(0);
	});

	test('when a rule changes, by the job; and nobody is told twice', async ({ db }) => {
		const { doctor, patient } = await wardDoctor(db);
		const pharmacist = await db.createStaff('pharmacist');
		const id = await db.as(doctor, () => prescribe(db, patient.patientId, paracetamol));
		const substance = await db.value<string>(
			`select id from public.substances where name = 'Paracetamol'`
		);
		await db.rows('select private.recheck_medicines()');
		await db.as(pharmacist, () =>
			db.rows(
				`select public.save_medicine_rule(null, null, 'renal', 'warn', 'Less', 'Menos', 'House', '1', p_substance_a => $1, p_below_egfr => 30)`,
				[substance]
			)
		);
		await db.rows(
			'insert into public.renal_values (patient_id, egfr, measured_on) values ($1, 20, private.hospital_day())',
			[patient.patientId]
		);
		expect((await checksOf(db, id)).at(-1)).toMatchObject({ because: 'renal', result: 'warn' });
		const rule = await db.row<{ rule_id: string }>(
			`select rule_id from public.medicine_rules where source = 'House'`
		);
		await db.as(pharmacist, () =>
			db.rows(
				`select public.save_medicine_rule($1, 1, 'renal', 'block_until_reason', 'Never', 'Nunca', 'House', '2', p_substance_a => $2, p_below_egfr => 30, p_reason => 'Harm')`,
				[rule.rule_id, substance]
			)
		);
		await db.rows('select private.recheck_medicines()');
		expect((await checksOf(db, id)).at(-1)).toEqual({
			occasion: 'recheck',
			because: 'rules',
			result: 'block_until_reason'
		});
		const told = (await newsOf(db, doctor.id)).length;
		await db.rows('select private.recheck_medicines()');
		expect(await newsOf(db, doctor.id)).toHaveLength(told);
		expect(
			await db.rows(
				`select version, severity, valid_until is null as holds from public.medicine_rules where rule_id = $1 order by version`,
				[rule.rule_id]
			)
		).toEqual([
			{ version: 1, severity: 'warn', holds: false },
			{ version: 2, severity: 'block_until_reason', holds: true }
		]);
	});

	test('and hinders nobody: what cannot be kept is noted for the job', async ({ db }) => {
		const { doctor, manager, patient } = await wardDoctor(db);
		await db.as(doctor, () => prescribe(db, patient.patientId, amoxicillin));
		await db.rows(
			'alter table public.prescription_checks add constraint broken check (false) not valid'
		);
		await db.as(manager, () =>
			db.rows(`select public.add_allergy($1, 'Penicillin', null, 'severe')`, [patient.patientId])
		);
		expect(
			await db.count('select from public.allergies where patient_id = $1', [patient.patientId])
		).toBe(1);
		expect(
			await db.rows(`select item from private.job_failures where job = 'recheck_medicines'`)
		).toEqual([{ item: patient.patientId }]);
		await db.rows('alter table public.prescription_checks drop constraint broken');
		await db.rows('select private.recheck_medicines()');
		expect(await newsOf(db, doctor.id)).toHaveLength(1);
		expect(await db.count(`select from private.job_failures where job = 'recheck_medicines'`)).toBe(
			0
		);
	});
});

describe('a repeat', () => {
	test('is asked for once, granted as a renewal or refused with a reason, and told', async ({
		db
	}) => {
		const { doctor, patient } = await wardDoctor(db);
		const id = await db.as(doctor, () => prescribe(db, patient.patientId, warfarin));
		const ask = () =>
			db.as(patient, () =>
				db.value<string>('select public.ask_for_repeat($1, $2)', [id, 'For the holidays'])
			);
		const request = await ask();
		expect(await ask()).toBe(request);
		expect(await newsOf(db, doctor.id, 'repeat_asked')).toHaveLength(1);
		expect(
			await db.as(doctor, () =>
				db.rows('select note, medicine from public.repeat_inbox() where id = $1', [request])
			)
		).toEqual([{ note: 'For the holidays', medicine: 'Warfarin 5 mg tablets' }]);
		const refused = await db.refusal(doctor, () =>
			db.rows('select public.answer_repeat($1, false)', [request])
		);
		expect([refused.code, refused.hint]).toEqual(['22023', 'p_answer']);
		await db.as(doctor, () => db.rows('select public.answer_repeat($1, true)', [request]));
		expect(await stateOf(db, id)).toMatchObject({ status: 'renewed' });
		expect(await newsOf(db, patient.id, 'repeat_granted')).toHaveLength(1);
		const twice = await db.refusal(doctor, () =>
			db.rows('select public.answer_repeat($1, true)', [request])
		);
		expect(twice.code).toBe('LN050');
		const ended = await db.refusal(patient, () =>
			db.rows('select public.ask_for_repeat($1)', [id])
		);
		expect(ended.code).toBe('LN050');
	});

	test('that is asked for is answered by what is done on the chart', async ({ db }) => {
		const { doctor, patient } = await wardDoctor(db);
		const ask = (id: string) =>
			db.as(patient, () => db.value<string>('select public.ask_for_repeat($1)', [id]));
		const requests = () =>
			db.rows(
				'select status, answered_by from public.repeat_requests where patient_id = $1 order by answered_at',
				[patient.patientId]
			);
		const first = await db.as(doctor, () => prescribe(db, patient.patientId, warfarin));
		await ask(first);
		const renewed = await db.as(doctor, () =>
			db.value<string>('select public.renew_prescription($1, 2)', [first])
		);
		await ask(renewed);
		const changed = await db.as(doctor, async () =>
			db.value<string>('select public.change_prescription($1, 2, $2, $3)', [
				renewed,
				JSON.stringify(await prescription(db, { ...warfarin, times: 1 })),
				'As agreed'
			])
		);
		await ask(changed);
		await db.as(doctor, () =>
			db.rows('select public.stop_prescription($1, 2, $2)', [changed, 'no_longer_needed'])
		);
		expect(await requests()).toEqual(
			['granted', 'granted', 'closed'].map((status) => ({ status, answered_by: doctor.staffId }))
		);
		expect(await newsOf(db, patient.id, 'repeat_closed')).toHaveLength(1);
		expect(await db.as(doctor, () => db.rows('select id from public.repeat_inbox()'))).toEqual([]);
	});

	test('shows what the check would find before it is granted', async ({ db }) => {
		const { doctor, manager, patient } = await wardDoctor(db);
		const id = await db.as(doctor, () => prescribe(db, patient.patientId, amoxicillin));
		await db.as(manager, () =>
			db.rows(`select public.add_allergy($1, 'Penicillin', null, 'severe')`, [patient.patientId])
		);
		const preview = () => db.value<{ result: string }>('select public.preview_renewal($1)', [id]);
		expect((await db.as(doctor, preview)).result).toBe('block_until_reason');
		expect(await checksOf(db, id)).toHaveLength(2);
	});
});

describe('a set of medicines', () => {
	test('is of the doctor or of their specialty', async ({ db }) => {
		const { doctor } = await wardDoctor(db);
		const colleague = await db.createDoctor({ specialtyId: doctor.specialtyId });
		const items = JSON.stringify([
			await prescription(db, paracetamol),
			await prescription(db, amoxicillin)
		]);
		const own = await db.as(doctor, () =>
			db.value<string>('select public.save_order_set(null, null, $1, $2)', ['Fever', items])
		);
		await db.as(doctor, () =>
			db.rows('select public.save_order_set(null, null, $1, $2, $3)', [
				'Ours',
				items,
				doctor.specialtyId
			])
		);
		expect(await db.as(colleague, () => db.rows('select name from public.order_sets'))).toEqual([
			{ name: 'Ours' }
		]);
		expect(
			(await db.refusal(colleague, () => db.rows('select public.delete_order_set($1)', [own]))).code
		).toBe('PT404');
	});

	const together = (patientId: string, lines: object[], reasons: (string | null)[] = []) =>
		[patientId, JSON.stringify(lines), reasons] as const;

	test('is prescribed in one go, its lines checked against each other and what runs', async ({
		db
	}) => {
		const { doctor, patient } = await wardDoctor(db);
		const lines = [
			await prescription(db, warfarin),
			await prescription(db, ibuprofen),
			await prescription(db, paracetamol)
		];
		const prescribing = (reasons: (string | null)[]) =>
			db.rows<{ id: string }>('select public.prescribe_together($1, $2, $3) as id', [
				...together(patient.patientId, lines, reasons)
			]);
		const previewed = await db.as(doctor, () =>
			db.value<{ findings: { n: number; result: string }[] }>(
				'select public.preview_together($1, $2)',
				[patient.patientId, JSON.stringify(lines)]
			)
		);
		expect(
			previewed.findings.filter(({ result }) => result === 'block_until_reason').map(({ n }) => n)
		).toEqual([1, 2]);
		for (const [reasons, detail] of [
			[[], '1,2'],
			[['Bridging', null, null], '2'],
			[[null, 'Pain', null], '1']
		] as [(string | null)[], string][]) {
			const refused = await db.refusal(doctor, () => prescribing(reasons));
			expect([refused.code, refused.detail]).toEqual(['LN051', detail]);
			expect(await countOf(db, patient.patientId)).toBe(0);
		}
		await db.as(doctor, () => prescribing(['Bridging', 'Pain', null]));
		expect(
			await db.rows(
				`select prescription.status, prescription.override_reason, checked.result from public.prescriptions prescription
				 join public.prescription_checks checked on checked.prescription_id = prescription.id
				 where prescription.patient_id = $1 order by prescription.medicine desc`,
				[patient.patientId]
			)
		).toEqual([
			{ status: 'active', override_reason: 'Bridging', result: 'block_until_reason' },
			{ status: 'active', override_reason: null, result: 'clear' },
			{ status: 'active', override_reason: 'Pain', result: 'block_until_reason' }
		]);
	});

	test('one of whose lines is impossible writes none, and says which', async ({ db }) => {
		const { doctor, patient } = await wardDoctor(db);
		const lines = [
			await prescription(db, paracetamol),
			await prescription(db, { ...amoxicillin, route: 'rectal' })
		];
		const refused = await db.refusal(doctor, () =>
			db.rows('select public.prescribe_together($1, $2)', [
				patient.patientId,
				JSON.stringify(lines)
			])
		);
		expect([refused.code, refused.hint, refused.detail]).toEqual(['22023', 'p_lines', '2 p_route']);
		expect(await countOf(db, patient.patientId)).toBe(0);
	});
});
