import { describe, expect, testApart as test, type TestDatabase } from '../../support/database.ts';
import {
	asIfSigned,
	dueNow,
	give,
	hours,
	ordered,
	paracetamol,
	roundNow,
	slots
} from '../../support/giving.ts';
import type { Prescribed } from '../../support/medicines.ts';
import { createWard, createWardStaff } from '../../support/ward.ts';
import { wardDoctor } from './ward-doctor.ts';

const doneOf = (db: TestDatabase, id: string) =>
	db.rows(
		'select outcome, late, reason_kind, reason, voided_at is not null as voided from public.administrations where prescription_id = $1 order by recorded_at',
		[id]
	);
const countOf = (db: TestDatabase, id: string) =>
	db.count('select from public.administrations where prescription_id = $1', [id]);

/** Something prescribed at an hour of Monday 4 January 2027, on a ward of 8, 14, 20 and 24 o'clock. */
async function prescribedAt(
	db: TestDatabase,
	given: Prescribed,
	at = '2027-01-04 07:00',
	how: Parameters<typeof asIfSigned>[3] = {}
) {
	const scene = await wardDoctor(db);
	const id = await ordered(db, scene.doctor, scene.patient.patientId, given);
	await asIfSigned(db, id, at, how);
	return { ...scene, id };
}
/** A dose that is due about now, once a day. */
async function dueOne(db: TestDatabase, given: Prescribed = { ...paracetamol, times: 1 }, ago = 0) {
	const scene = await wardDoctor(db);
	await roundNow(db, scene.ward.id, -ago);
	await db.rows(
		"update public.admissions set admitted_at = now() - interval '3 days' where id = $1",
		[scene.stay.id]
	);
	const id = await ordered(db, scene.doctor, scene.patient.patientId, {
		...given,
		starts_on: await db.value<string>('select (private.hospital_day() - 1)::text')
	});
	await db.rows(
		`update public.ward_orders set first_day = private.hospital_day(now() - make_interval(mins => $2)), first_no = 1, at_once_at = null where prescription_id = $1`,
		[id, ago]
	);
	const due = (await dueNow(db, id)).find(({ no }) => no === 1);
	if (!due) throw new Error('nothing is due');
	return { ...scene, id, dose: { day: due.day, no: due.no } };
}

describe('the rounds of a ward', () => {
	test('give so many doses a day as far apart as they can', async ({ db }) => {
		const { ward } = await wardDoctor(db);
		expect(
			await db.value('select plan from public.medicine_rounds where ward_id = $1', [ward.id])
		).toEqual({
			1: ['08:00:00'],
			2: ['08:00:00', '20:00:00'],
			3: ['08:00:00', '14:00:00', '20:00:00'],
			4: ['08:00:00', '14:00:00', '20:00:00', '24:00:00']
		});
	});

	test('are changed by who keeps the ward, and refused where they are impossible', async ({
		db
	}) => {
		const { ward, manager, nurse } = await wardDoctor(db);
		const save = (times: string, late = 30, missed = 120, version = 1) =>
			db.rows('select public.save_medicine_rounds($1, $2, $3, $4, $5)', [
				ward.id,
				times,
				late,
				missed,
				version
			]);
		expect((await db.refusal(nurse, () => save('{09:00}'))).code).toBe('42501');
		for (const [times, late, missed, hint] of [
			['{}', 30, 120, 'p_times'],
			['{09:00,09:05}', 30, 120, 'p_times'],
			['{nine}', 30, 120, 'p_times'],
			['{09:00}', 5, 120, 'p_late_minutes'],
			['{09:00}', 120, 90, 'p_missed_minutes']
		] as const) {
			const refused = await db.refusal(manager, () => save(times, late, missed));
			expect([refused.code, refused.hint]).toEqual(['22023', hint]);
		}
		await db.as(manager, () => save('{21:00,00:00,09:00}'));
		expect((await db.refusal(manager, () => save('{10:00}'))).code).toBe('LN009');
		expect(
			await db.row(
				'select times::text, late_minutes, version from public.medicine_rounds where ward_id = $1',
				[ward.id]
			)
		).toEqual({ times: '{09:00:00,21:00:00,24:00:00}', late_minutes: 30, version: 2 });
	});
});

describe('what is prescribed on a ward', () => {
	test('is due on its rounds, from the next one on to the last of its days', async ({ db }) => {
		const { id } = await prescribedAt(db, { ...paracetamol, days: 3 }, '2027-01-04 10:37');
		expect(await hours(db, id, '2027-01-04', '2027-01-09')).toEqual([
			...['04 14:00', '04 20:00'],
			...['05 08:00', '05 14:00', '05 20:00'],
			...['06 08:00', '06 14:00', '06 20:00']
		]);
	});

	test('four times a day has its last at midnight, which is its own day’s', async ({ db }) => {
		const { id } = await prescribedAt(db, { ...paracetamol, dose: 1, times: 4, days: 1 });
		expect(await slots(db, id, '2027-01-04', '2027-01-07')).toMatchObject([
			{ at: '04 08:00', no: 1 },
			{ at: '04 14:00', no: 2 },
			{ at: '04 20:00', no: 3 },
			{ at: '05 00:00', no: 4, day: '2027-01-04' }
		]);
	});

	test('more often than there are rounds is spread from the first to the next day’s', async ({
		db
	}) => {
		const { id } = await prescribedAt(db, { ...paracetamol, dose: 1, times: 6, days: 1 });
		expect(await hours(db, id, '2027-01-04', '2027-01-07')).toEqual([
			'04 08:00',
			'04 12:00',
			'04 16:00',
			'04 20:00',
			'05 00:00',
			'05 04:00'
		]);
	});

	test('every so many hours goes by the clock where that divides a day, else by hours', async ({
		db
	}) => {
		const every = (period: number) => ({
			...paracetamol,
			dose: 1,
			times: 1,
			period,
			period_unit: 'h',
			days: 2
		});
		const six = await prescribedAt(db, every(6), '2027-01-04 10:37');
		expect(await hours(db, six.id, '2027-01-04', '2027-01-07')).toEqual([
			...['04 14:00', '04 20:00', '05 02:00', '05 08:00', '05 14:00', '05 20:00']
		]);
		const five = await prescribedAt(db, every(5), '2027-01-04 10:37');
		expect(await hours(db, five.id, '2027-01-04', '2027-01-05 06:00')).toEqual([
			...['04 10:37', '04 15:37', '04 20:37', '05 01:37']
		]);
		const patch = await prescribedAt(db, { ...every(72), days: 7 }, '2027-01-04 07:00');
		expect(await hours(db, patch.id, '2027-01-04', '2027-01-15')).toEqual([
			'04 08:00',
			'07 08:00',
			'10 08:00'
		]);
	});

	test('of days, weeks and months keeps its count', async ({ db }) => {
		const of = (times: number, period: number, period_unit: string, days: number) =>
			prescribedAt(db, { ...paracetamol, dose: 1, times, period, period_unit, days });
		expect(await hours(db, (await of(1, 2, 'd', 6)).id, '2027-01-04', '2027-01-20')).toEqual([
			'04 08:00',
			'06 08:00',
			'08 08:00'
		]);
		expect(await hours(db, (await of(3, 1, 'wk', 7)).id, '2027-01-04', '2027-01-20')).toEqual([
			'04 08:00',
			'06 08:00',
			'08 08:00'
		]);
		expect(await hours(db, (await of(1, 1, 'mo', 60)).id, '2027-01-04', '2027-03-20')).toEqual([
			'04 08:00',
			'04 08:00',
			'04 08:00'
		]);
	});

	test('as a taper goes from step to step', async ({ db }) => {
		const { id } = await prescribedAt(db, {
			...paracetamol,
			steps: [
				{ dose: 2, unit: 'tablet', per_period: 2, period: 1, period_unit: 'd', days: 1 },
				{ dose: 1, unit: 'tablet', per_period: 1, period: 1, period_unit: 'd', days: 2 }
			]
		});
		expect(
			(await slots(db, id, '2027-01-04', '2027-01-10')).map(({ at, dose }) => `${at} ${dose}`)
		).toEqual(['04 08:00 2', '04 20:00 2', '05 08:00 1', '06 08:00 1']);
	});

	test('at bedtime is given on the last round before people sleep', async ({ db }) => {
		const { id } = await prescribedAt(db, { ...paracetamol, times: 1, days: 1, timing: 'bedtime' });
		expect(await hours(db, id, '2027-01-04', '2027-01-06')).toEqual(['04 20:00']);
	});

	test('after the round is not put off: once only, weekly, or wished at once, it is due now', async ({
		db
	}) => {
		const once = await prescribedAt(db, { ...paracetamol, times: 1, days: 1 }, '2027-01-04 10:37');
		expect(await slots(db, once.id, '2027-01-04', '2027-01-06')).toMatchObject([
			{ at: '04 10:37', no: 0 }
		]);
		const weekly = await prescribedAt(
			db,
			{ ...paracetamol, times: 1, period: 1, period_unit: 'wk', days: 15 },
			'2027-01-04 10:37'
		);
		expect(await hours(db, weekly.id, '2027-01-04', '2027-01-20')).toEqual([
			'04 10:37',
			'11 08:00',
			'18 08:00'
		]);
		const atOnce = await prescribedAt(db, { ...paracetamol, days: 1 }, '2027-01-04 12:30', {
			atOnce: true
		});
		// 14 o'clock is too near to it.
		expect(await hours(db, atOnce.id, '2027-01-04', '2027-01-06')).toEqual([
			'04 12:30',
			'04 20:00'
		]);
	});

	test('that begins another day begins with that day’s first round', async ({ db }) => {
		const { id } = await prescribedAt(
			db,
			{ ...paracetamol, times: 2, days: 1 },
			'2027-01-04 10:37',
			{
				starts: 1
			}
		);
		expect(await hours(db, id, '2027-01-04', '2027-01-08')).toEqual(['05 08:00', '05 20:00']);
	});
});

describe('when the clock changes', () => {
	/* In Madrid it goes forward on 28 March 2027 at 02:00, and back on 31 October 2027 at 03:00. */
	const over = async (db: TestDatabase, given: Partial<Prescribed>, day: string) => {
		const { id } = await prescribedAt(
			db,
			{ ...paracetamol, dose: 1, days: 4, ...given },
			`${day} 00:01`
		);
		return db.rows<{ at: string; apart: number | null }>(
			`select to_char(due_at at time zone 'Europe/Madrid', 'DD HH24:MI') as at,
				extract(epoch from due_at - lag(due_at) over (order by due_at))::float / 3600 as apart
			 from public.ward_orders ordered cross join lateral private.doses_of(array[ordered.admission_id],
				$2::timestamp at time zone 'Europe/Madrid', ($2::date + 4)::timestamp at time zone 'Europe/Madrid') doses
			 where ordered.prescription_id = $1 and doses.prescription_id = $1 order by due_at`,
			[id, day]
		);
	};

	test.for(['2027-03-27', '2027-10-30'])(
		'no dose of a round is lost or doubled: %s',
		async (day, { db }) => {
			const doses = await over(db, { times: 3 }, day);
			expect(doses).toHaveLength(12);
			expect(new Set(doses.map(({ at }) => at)).size).toBe(12);
			expect([...new Set(doses.map(({ at }) => at.slice(3)))]).toEqual(['08:00', '14:00', '20:00']);
		}
	);

	test.for([
		['2027-03-27', [5, 6]],
		['2027-10-30', [6, 7]]
	] as const)('every six hours keeps its hours, four a day: %s', async ([day, apart], { db }) => {
		const doses = await over(db, { times: 1, period: 6, period_unit: 'h' }, day);
		expect(doses).toHaveLength(16);
		expect([...new Set(doses.slice(1).map((dose) => dose.apart))].sort()).toEqual(apart);
	});

	test.for([
		['2027-03-27', 1, 95],
		['2027-10-30', 1, 97],
		['2027-03-27', 2, 48],
		['2027-10-30', 2, 49]
	] as const)(
		'what goes by hours keeps its distance: %s every %i h',
		async ([day, period, count], { db }) => {
			const doses = await over(db, { times: 1, period, period_unit: 'h' }, day);
			expect(doses).toHaveLength(count);
			expect([...new Set(doses.slice(1).map((dose) => dose.apart))]).toEqual([period]);
		}
	);

	test.for(['2027-03-27', '2027-10-30'])(
		'so many times a day stay that many: %s',
		async (day, { db }) => {
			const doses = await over(db, { times: 24 }, day);
			// Those of the last day go on into the morning after.
			expect(doses).toHaveLength(96 - 8);
			const apart = doses.slice(1).map((dose) => dose.apart ?? 0);
			expect(Math.min(...apart)).toBeGreaterThan(0.95);
			expect(Math.max(...apart)).toBeLessThan(1.05);
		}
	);
});

describe('a dose', () => {
	test('is given once: the second is told by whom and when', async ({ db }) => {
		const { id, dose, nurse, ward } = await dueOne(db);
		const colleague = await createWardStaff(db, 'nurse', ward);
		await db.as(nurse, () => give(db, id, dose));
		const refused = await db.refusal(colleague, () => give(db, id, dose));
		expect(refused.code).toBe('LN056');
		expect(JSON.parse(refused.detail ?? '')).toMatchObject({ by: nurse.name, outcome: 'given' });
		expect(await countOf(db, id)).toBe(1);
		expect(await dueNow(db, id)).toMatchObject([{ outcome: 'given' }]);
		await expect(
			db.as('owner', () =>
				db.rows(
					`insert into public.administrations (prescription_id, patient_id, admission_id, ward_id, dose_day, dose_no, due_at, outcome, given_at, dose, unit,
						unscanned_reason, staff_name)
					 select prescription_id, patient_id, admission_id, ward_id, dose_day, dose_no, due_at, outcome, given_at, dose, unit, unscanned_reason, staff_name
					 from public.administrations where prescription_id = $1`,
					[id]
				)
			)
		).rejects.toMatchObject({ constraint: 'administrations_one_of_a_dose' });
	});

	test('that is not given needs a reason, in words where it is another', async ({ db }) => {
		const { id, dose, nurse } = await dueOne(db);
		for (const [given, hint] of [
			[{ outcome: 'refused' }, 'p_reason_kind'],
			[{ outcome: 'held', p_reason_kind: 'bored' }, 'p_reason_kind'],
			[{ outcome: 'missed', p_reason_kind: 'other' }, 'p_reason'],
			[{ outcome: 'late' }, 'p_outcome']
		] as const) {
			const refused = await db.refusal(nurse, () => give(db, id, { ...dose, ...given }));
			expect([refused.code, refused.hint]).toEqual(['22023', hint]);
		}
		expect(await countOf(db, id)).toBe(0);
		await db.as(nurse, () =>
			give(db, id, { ...dose, outcome: 'held', p_reason_kind: 'measurements' })
		);
		expect(await doneOf(db, id)).toEqual([
			{ outcome: 'held', late: false, reason_kind: 'measurements', reason: null, voided: false }
		]);
	});

	test('given late, early or in another amount needs a reason; late is kept as late', async ({
		db
	}) => {
		const late = await dueOne(db, undefined, 90);
		const refused = await db.refusal(late.nurse, () => give(db, late.id, late.dose));
		expect([refused.code, refused.hint]).toEqual(['22023', 'p_reason']);
		await db.as(late.nurse, () => give(db, late.id, { ...late.dose, p_reason: 'In theatre' }));
		expect(await doneOf(db, late.id)).toMatchObject([{ outcome: 'given', late: true }]);

		const early = await dueOne(db, undefined, -90);
		expect((await db.refusal(early.nurse, () => give(db, early.id, early.dose))).hint).toBe(
			'p_reason'
		);
		const less = await dueOne(db);
		expect(
			(await db.refusal(less.nurse, () => give(db, less.id, { ...less.dose, p_dose: 1 }))).hint
		).toBe('p_reason');
		await db.as(less.nurse, () =>
			give(db, less.id, { ...less.dose, p_dose: 1, p_reason: 'Vomited half of it' })
		);
		expect(
			await db.value('select dose::float from public.administrations where prescription_id = $1', [
				less.id
			])
		).toBe(1);
	});

	test('is not given in the future, before the stay, or where none is due', async ({ db }) => {
		const { id, dose, nurse } = await dueOne(db);
		for (const at of ["now() + interval '1 hour'", "now() - interval '25 hours'"]) {
			const p_given_at = await db.value<Date>(`select ${at}`);
			const refused = await db.refusal(nurse, () => give(db, id, { ...dose, p_given_at }));
			expect([refused.code, refused.hint]).toEqual(['22023', 'p_given_at']);
		}
		const none = await db.refusal(nurse, () => give(db, id, { ...dose, no: 7 }));
		expect([none.code, none.hint]).toEqual(['PT404', 'p_dose_no']);
		expect(await countOf(db, id)).toBe(0);
	});

	test('entered in error is struck out for a reason, and the dose is open again', async ({
		db
	}) => {
		const { id, dose, nurse } = await dueOne(db);
		const { id: doneId } = await db.as(nurse, () => give(db, id, dose));
		expect(
			(
				await db.refusal(nurse, () =>
					db.rows('select public.strike_administration($1, $2)', [doneId, ' '])
				)
			).hint
		).toBe('p_reason');
		await db.as(nurse, () =>
			db.rows('select public.strike_administration($1, $2)', [doneId, 'It was the neighbour'])
		);
		expect(await dueNow(db, id)).toMatchObject([{ outcome: null }]);
		await db.as(nurse, () => give(db, id, dose));
		expect((await doneOf(db, id)).map(({ voided }) => voided)).toEqual([true, false]);
		// Nothing else of it is edited, whoever writes.
		await expect(
			db.as('owner', () =>
				db.rows(
					"update public.administrations set outcome = 'held', dose = null, unit = null where id = $1",
					[doneId]
				)
			)
		).rejects.toMatchObject({ code: 'LN052' });
	});

	test('is not given once the prescription is stopped, or the patient has died or left', async ({
		db
	}) => {
		const stopped = await dueOne(db);
		await db.as(stopped.doctor, () =>
			db.rows('select public.stop_prescription($1, 2, $2)', [stopped.id, 'side_effect'])
		);
		const told = await db.refusal(stopped.nurse, () => give(db, stopped.id, stopped.dose));
		expect([told.code, told.hint]).toEqual(['LN050', 'stopped']);
		expect(await dueNow(db, stopped.id)).toEqual([]);

		const died = await dueOne(db);
		await db.rows('select private.end_prescriptions($1)', [died.patient.patientId]);
		expect((await db.refusal(died.nurse, () => give(db, died.id, died.dose))).code).toBe('LN050');
		expect(await dueNow(db, died.id)).toEqual([]);

		const left = await dueOne(db);
		await db.rows(
			"update public.admissions set discharged_at = now(), disposition = 'home' where id = $1",
			[left.stay.id]
		);
		expect((await db.refusal(left.nurse, () => give(db, left.id, left.dose))).code).toMatch(
			/LN006|PT404/
		);
		expect(await dueNow(db, left.id)).toEqual([]);
		expect(await countOf(db, left.id)).toBe(0);
	});

	test('of an injection says where', async ({ db }) => {
		const { id, dose, nurse } = await dueOne(db, {
			medicine: 'Bemiparin 3500 units injection',
			dose: 1,
			unit: 'ampoule',
			route: 'subcutaneous',
			times: 1
		});
		for (const p_site of [null, 'nose']) {
			const refused = await db.refusal(nurse, () => give(db, id, { ...dose, p_site }));
			expect([refused.code, refused.hint]).toEqual(['22023', 'p_site']);
		}
		expect(await countOf(db, id)).toBe(0);
		await db.as(nurse, () => give(db, id, { ...dose, p_site: 'abdomen' }));
		expect(await countOf(db, id)).toBe(1);
	});
});

describe('the right patient and the right medicine', () => {
	const gtin = '08470006541234';
	const codes = async (db: TestDatabase, patientId: string, id: string) => {
		const mrn = await db.value<string>('select mrn from public.patients where id = $1', [
			patientId
		]);
		const medicine = await db.value('select medicine_id from public.prescriptions where id = $1', [
			id
		]);
		const pharmacist = await db.createStaff('pharmacist');
		await db.as(pharmacist, () =>
			db.rows('select public.save_medicine_pack($1, $2)', [gtin, medicine])
		);
		return mrn;
	};

	test('are scanned: another’s wristband, another or an expired pack is refused and nothing written', async ({
		db
	}) => {
		const { id, dose, nurse, patient } = await dueOne(db);
		const mrn = await codes(db, patient.patientId, id);
		const other = await db.createPatient();
		const theirs = await db.value<string>('select mrn from public.patients where id = $1', [other]);
		const right = { p_patient_code: mrn, p_pack_code: gtin, p_unscanned_reason: null };
		for (const [given, hint, detail] of [
			[{ p_patient_code: theirs }, 'p_patient_code', null],
			[{ p_pack_code: '04012345678901' }, 'p_pack_code', 'unknown'],
			[{ p_pack_code: 'paracetamol' }, 'p_pack_code', 'unknown'],
			[{ p_pack_code: `01${gtin}17200100` }, 'p_pack_code', 'expired']
		] as const) {
			const refused = await db.refusal(nurse, () => give(db, id, { ...dose, ...right, ...given }));
			expect([refused.code, refused.hint, refused.detail ?? null]).toEqual(['LN057', hint, detail]);
		}
		await db.rows(
			"insert into public.medicine_packs (gtin, medicine_id) select '00000000000017', id from public.medicines where name = 'Warfarin 5 mg tablets'"
		);
		const another = await db.refusal(nurse, () =>
			give(db, id, { ...dose, ...right, p_pack_code: '00000000000017' })
		);
		expect(another.detail).toBe('other');
		expect(await countOf(db, id)).toBe(0);
		await db.as(nurse, () =>
			give(db, id, { ...dose, ...right, p_pack_code: `]d201${gtin}1730063010AB12\u001d21XYZ` })
		);
		expect(
			await db.row(
				'select patient_scanned, pack_scanned, lot, expires_on::text, unscanned_reason from public.administrations where prescription_id = $1',
				[id]
			)
		).toEqual({
			patient_scanned: true,
			pack_scanned: true,
			lot: 'AB12',
			expires_on: '2030-06-30',
			unscanned_reason: null
		});
	});

	test('not scanned need a reason, which is kept and counted', async ({ db }) => {
		const { id, dose, nurse, patient, manager, ward } = await dueOne(db);
		const mrn = await codes(db, patient.patientId, id);
		for (const given of [{}, { p_patient_code: mrn }, { p_pack_code: gtin }]) {
			const refused = await db.refusal(nurse, () =>
				give(db, id, { ...dose, p_unscanned_reason: ' ', ...given })
			);
			expect([refused.code, refused.hint]).toEqual(['22023', 'p_unscanned_reason']);
		}
		await db.as(nurse, () =>
			give(db, id, {
				...dose,
				p_patient_code: mrn.toLowerCase(),
				p_unscanned_reason: 'No code on it'
			})
		);
		expect(
			await db.as(manager, () => db.row('select * from public.scan_figures($1)', [ward.id]))
		).toMatchObject({
			given: '1',
			patients_scanned: '1',
			packs_scanned: '0',
			reasons: [{ reason: 'No code on it', count: 1 }]
		});
	});

	test('of a code: what a pack’s is read as', async ({ db }) => {
		const pack = (code: string) => db.value('select private.pack_of($1)', [code]);
		expect(await pack('8470006541234')).toEqual({ gtin });
		expect(await pack('(01)08470006541234(17)270200(10)L-1(21)9')).toEqual({
			gtin,
			expires_on: '2027-02-28',
			lot: 'L-1'
		});
		expect(await pack('10L-1')).toBeNull();
		expect(await pack('12')).toBeNull();
		expect(await pack('')).toBeNull();
	});
});

describe('a second person', () => {
	const insulin = {
		medicine: 'Insulin glargine 100 units/mL injection',
		dose: 10,
		unit: '[iU]',
		route: 'subcutaneous',
		times: 1
	};
	const password = 'A long enough one';

	test('signs what needs two, with their own password or PIN, and never oneself', async ({
		db
	}) => {
		const { id, dose, nurse, ward, patient, stay } = await dueOne(db, insulin);
		const colleague = await createWardStaff(db, 'nurse', ward);
		const cleaner = await createWardStaff(db, 'housekeeper', ward);
		for (const { id: user } of [nurse, colleague, cleaner])
			await db.rows(
				"update auth.users set encrypted_password = extensions.crypt($2, extensions.gen_salt('bf', 4)) where id = $1",
				[user, password]
			);
		const how = { ...dose, p_site: 'abdomen', p_check_reason: 'For the test' };
		expect(
			await db.as(nurse, () =>
				db.rows('select staff_id from public.giving_witnesses($1)', [stay.id])
			)
		).toEqual(expect.arrayContaining([{ staff_id: colleague.staffId }]));
		for (const p_witness_id of [null, nurse.staffId, cleaner.staffId]) {
			const refused = await db.refusal(nurse, () =>
				give(db, id, { ...how, p_witness_id, p_witness_secret: password })
			);
			expect([refused.code, refused.hint]).toEqual(['LN059', 'p_witness_id']);
		}
		const by = { ...how, p_witness_id: colleague.staffId };
		for (let wrong = 0; wrong < 5; wrong++)
			expect(
				await db.as(nurse, () => give(db, id, { ...by, p_witness_secret: 'Not this one' }))
			).toMatchObject({ error: 'LN059' });
		// Whoever guesses waits, and the right one is not taken meanwhile.
		expect(await db.as(nurse, () => give(db, id, { ...by, p_witness_secret: password }))).toEqual({
			error: 'LN059',
			seconds: expect.any(Number)
		});
		expect(await countOf(db, id)).toBe(0);
		await db.rows("delete from private.attempts where what = 'witness'");
		await db.rows(
			"insert into private.pins (user_id, pin_hash) values ($1, extensions.crypt('482915', extensions.gen_salt('bf', 4)))",
			[colleague.id]
		);
		await db.as(nurse, () => give(db, id, { ...by, p_witness_secret: '482915' }));
		expect(
			await db.row(
				'select staff_id, witness_id, witness_name from public.administrations where patient_id = $1',
				[patient.patientId]
			)
		).toEqual({
			staff_id: nurse.staffId,
			witness_id: colleague.staffId,
			witness_name: colleague.name
		});
	});
});

describe('what is given as needed', () => {
	const needed = { ...paracetamol, as_needed: true, as_needed_for: 'pain', max_per_day: 3 };
	const again = async (db: TestDatabase, id: string, ago: string) => {
		await db.rows('alter table public.administrations disable trigger administrations_110_kept');
		await db.rows(
			`update public.administrations set given_at = given_at - $2::interval where prescription_id = $1`,
			[id, ago]
		);
		await db.rows('alter table public.administrations enable trigger administrations_110_kept');
	};
	const scene = async (db: TestDatabase, given: Prescribed = needed) => {
		const made = await wardDoctor(db);
		const id = await ordered(db, made.doctor, made.patient.patientId, given);
		await db.rows(
			"update public.admissions set admitted_at = now() - interval '3 days' where id = $1",
			[made.stay.id]
		);
		return { ...made, id };
	};

	test('is never due, keeps its distance and its most of a day, and has its effect noted once', async ({
		db
	}) => {
		const { id, nurse } = await scene(db, {
			...needed,
			times: 1,
			period: 4,
			period_unit: 'h'
		});
		expect(await dueNow(db, id)).toEqual([]);
		let last: string | null = null;
		for (const ago of [
			'3 hours 59 minutes',
			'2 minutes',
			'4 hours 1 minute',
			'4 hours 1 minute',
			'12 hours'
		]) {
			const waits = await db.as('owner', () =>
				db.value(
					'select private.needed_again(prescribed) is not null from public.prescriptions prescribed where id = $1',
					[id]
				)
			);
			if (waits) {
				const early = await db.refusal(nurse, () => give(db, id, { p_last_id: last }));
				expect(early.code).toBe('LN058');
				expect(JSON.parse(early.detail ?? '')).toHaveProperty('next');
			} else {
				last = (await db.as(nurse, () => give(db, id, { p_last_id: last }))).id ?? null;
			}
			await again(db, id, ago);
		}
		expect(await countOf(db, id)).toBe(3);
		expect((await db.refusal(nurse, () => give(db, id))).code).toBe('LN056');
		await db.as(nurse, () =>
			db.rows("select public.note_effect($1, 'helped', 'Pain 2 of 10')", [last])
		);
		const second = await db.refusal(nurse, () =>
			db.rows("select public.note_effect($1, 'none')", [last])
		);
		expect(second.code).toBe('LN056');
		expect(
			await db.row('select effect, effect_words from public.administrations where id = $1', [last])
		).toEqual({ effect: 'helped', effect_words: 'Pain 2 of 10' });
	});

	test('given by somebody else meanwhile is not given again', async ({ db }) => {
		const { id, nurse, ward } = await scene(db);
		const colleague = await createWardStaff(db, 'nurse', ward);
		await db.as(nurse, () => give(db, id));
		const refused = await db.refusal(colleague, () => give(db, id));
		expect(refused.code).toBe('LN056');
		expect(JSON.parse(refused.detail ?? '')).toMatchObject({ by: nurse.name });
		expect(await countOf(db, id)).toBe(1);
	});
});

describe('the check', () => {
	test('runs when it is given; what nobody has answered asks for a reason, what was answered does not', async ({
		db
	}) => {
		const { id, dose, nurse, doctor, patient } = await dueOne(db, {
			medicine: 'Amoxicillin 500 mg capsules',
			unit: 'capsule',
			times: 1
		});
		await db.as(doctor, () =>
			db.rows("select public.add_allergy($1, 'Penicillin', null, 'severe')", [patient.patientId])
		);
		const refused = await db.refusal(nurse, () => give(db, id, dose));
		expect(refused.code).toBe('LN051');
		expect(JSON.parse(refused.detail ?? '')).toMatchObject({ result: 'block_until_reason' });
		expect(await countOf(db, id)).toBe(0);
		await db.as(nurse, () =>
			give(db, id, { ...dose, p_check_reason: 'Doctor Vidal says it is a rash' })
		);
		expect(
			await db.row(
				`select done.check_reason, checked.occasion, checked.override_reason from public.administrations done
				 join public.prescription_checks checked on checked.id = done.check_id where done.prescription_id = $1`,
				[id]
			)
		).toEqual({
			check_reason: 'Doctor Vidal says it is a rash',
			occasion: 'give',
			override_reason: 'Doctor Vidal says it is a rash'
		});
		await db.as(nurse, () =>
			db.rows(
				"select public.strike_administration((select id from public.administrations where prescription_id = $1), 'Wrong hour')",
				[id]
			)
		);
		await db.as(nurse, () => give(db, id, dose));
		expect(await countOf(db, id)).toBe(2);
	});

	test('that could not run asks for a reason as well', async ({ db }) => {
		const { id, dose, nurse } = await dueOne(db);
		await db.rows('alter table public.medicine_rules rename to gone');
		expect((await db.refusal(nurse, () => give(db, id, dose))).code).toBe('LN051');
		expect(await countOf(db, id)).toBe(0);
	});
});

describe('an order', () => {
	const off = (db: TestDatabase, id: string, here: boolean, atOnce = false) =>
		db.rows('select public.set_ward_order($1, $2, $3)', [id, here, atOnce]);

	test('for home is not given here; a home medicine is where it is continued, or a prescriber says so', async ({
		db
	}) => {
		const { id, dose, nurse, doctor } = await dueOne(db);
		expect((await db.refusal(nurse, () => off(db, id, false))).code).toBe('42501');
		await db.as(doctor, () => off(db, id, false));
		expect(await dueNow(db, id)).toEqual([]);
		expect((await db.refusal(nurse, () => give(db, id, dose))).hint).toBe('not_here');
		await db.as(doctor, () => off(db, id, true, true));
		expect(await dueNow(db, id)).toMatchObject([{ no: 0 }]);

		const home = await wardDoctor(db);
		const earlier = await db.as(home.doctor, async () =>
			ordered(db, home.doctor, home.patient.patientId)
		);
		await db.rows('delete from public.ward_orders where prescription_id = $1', [earlier]);
		await db.rows('update public.prescriptions set admission_id = null where id = $1', [earlier]);
		const ordersOf = () =>
			db.count('select from public.ward_orders where prescription_id = $1', [earlier]);
		const reconciled = (occasion: string, decision: string) =>
			db.rows(
				`with done as (
					insert into public.reconciliations (patient_id, admission_id, ward_id, occasion, staff_name)
					select patient_id, id, ward_id, $2, 'Dr. Test' from public.admissions where id = $1 returning id, patient_id
				)
				insert into public.reconciliation_lines (reconciliation_id, place, patient_id, prescription_id, decision, reason)
				select id, 1, patient_id, $3, $4, 'For the test' from done`,
				[home.stay.id, occasion, earlier, decision]
			);
		await reconciled('discharge', 'continue');
		await reconciled('admission', 'hold');
		expect(await ordersOf()).toBe(0);
		await reconciled('admission', 'continue');
		expect(await ordersOf()).toBe(1);
		await db.rows('delete from public.ward_orders where prescription_id = $1', [earlier]);
		await db.as(home.doctor, () => off(db, earlier, true, true));
		expect((await dueNow(db, earlier))[0]).toMatchObject({ no: 0 });
	});

	test('that takes the place of another gives none twice and loses none', async ({ db }) => {
		const { id, dose, nurse, doctor, ward } = await dueOne(db, { ...paracetamol, times: 1 }, -30);
		await db.as(nurse, () => give(db, id, dose));
		const renewed = await db.as(doctor, () =>
			db.value<string>("select public.renew_prescription($1, 2, 'For the test')", [id])
		);
		// Given half an hour before its time: the new one does not ask for it again.
		expect(await dueNow(db, renewed)).toEqual([]);
		expect((await db.refusal(nurse, () => give(db, id, dose))).code).toBe('LN050');

		const open = await dueOne(db, { ...paracetamol, times: 1 }, 90);
		const after = await db.as(open.doctor, () =>
			db.value<string>("select public.renew_prescription($1, 2, 'For the test')", [open.id])
		);
		const owed = await db.rows<{ first_day: string; first_no: number }>(
			'select first_day::text, first_no from public.ward_orders where prescription_id = $1',
			[after]
		);
		// Late and not given: it is the new one's first.
		expect(owed).toHaveLength(1);
		expect((await dueNow(db, after)).length).toBeGreaterThan(0);
		expect(ward.id).not.toBe(open.ward.id);
	});

	test('goes on another ward by that one’s rounds, none twice and none lost', async ({ db }) => {
		const { id, nurse, stay } = await prescribedAt(
			db,
			{ ...paracetamol, times: 2, days: 1 },
			'2027-01-04 07:00'
		);
		const other = await createWard(db);
		await db.rows("update public.medicine_rounds set times = '{10:00,22:00}' where ward_id = $1", [
			other.id
		]);
		await db.rows(
			`insert into public.administrations (prescription_id, patient_id, admission_id, ward_id, dose_day, dose_no, due_at, outcome, given_at, dose, unit,
				unscanned_reason, staff_name)
			 select $1, patient_id, id, ward_id, '2027-01-04', 1, '2027-01-04 08:00+01', 'given', now(), 2, 'tablet', 'Test', 'Nurse' from public.admissions where id = $2`,
			[id, stay.id]
		);
		await db.rows('update public.admissions set ward_id = $2 where id = $1', [stay.id, other.id]);
		expect(await slots(db, id, '2027-01-04', '2027-01-06')).toMatchObject([
			{ no: 1, outcome: 'given', at: '04 08:00' },
			{ no: 2, outcome: null, at: '04 22:00' }
		]);
		expect(nurse.staffId).not.toBeNull();
	});
});

describe('what is missed', () => {
	test('is told once to the patient’s nurse, and stays open', async ({ db }) => {
		const { id, dose, nurse, manager, stay, patient } = await dueOne(db, undefined, 250);
		await db.as(manager, () =>
			db.rows('select public.assign_nurse($1, $2)', [stay.id, nurse.staffId])
		);
		for (let run = 0; run < 2; run++) await db.rows('select private.tell_missed_doses()');
		const told = () =>
			db.rows<{ user_id: string; params: Record<string, string> }>(
				"select user_id, params from public.notifications where kind = 'dose_missed' and group_key = $1",
				[`dose_missed:${stay.id}`]
			);
		const waiting = () =>
			db.rows("select link from private.inbox_rows($1, 'missed_dose')", [nurse.staffId]);
		expect(await waiting()).toEqual([{ link: `/admissions/${stay.id}/medicines` }]);
		expect(await told()).toMatchObject([
			{ user_id: nurse.id, params: { medicine: 'Paracetamol 500 mg tablets', count: '1' } }
		]);
		expect(
			await db.as(nurse, () =>
				db.value<{ missed: unknown[] }>('select public.stay_medicines($1, $2)', [stay.id, dose.day])
			)
		).toMatchObject({ missed: [{ medicine: 'Paracetamol 500 mg tablets' }] });
		await db.as(nurse, () => give(db, id, { ...dose, p_reason: 'Found at handover' }));
		await db.rows('select private.tell_missed_doses()');
		expect(await told()).toHaveLength(1);
		expect(await waiting()).toEqual([]);
		await db.as(nurse, () => db.rows('select public.open_chart($1)', [patient.patientId]));
		expect(
			await db.as(nurse, () =>
				db.rows('select kind, facts from public.patient_timeline($1, $2)', [
					patient.patientId,
					['administrations']
				])
			)
		).toEqual([{ kind: 'administrations', facts: { given: 1, not_given: 0, stay: stay.id } }]);
	});

	test('shows on the round, the board and the patient’s list, and goes with the giving', async ({
		db
	}) => {
		const { id, dose, nurse, ward, stay } = await dueOne(db, undefined, 90);
		const round = () =>
			db.as(nurse, () =>
				db.rows<{ admission_id: string; doses: { outcome: string | null }[] }>(
					"select * from public.medicine_round($1, now() - interval '2 hours', now() + interval '1 hour')",
					[ward.id]
				)
			);
		const marks = () =>
			db.as(nurse, () =>
				db.rows<{ late: number; missed: number }>(
					`select (select count(*)::integer from unnest(late_at) at where at < now()) as late,
						(select count(*)::integer from unnest(missed_at) at where at < now()) as missed from public.ward_dose_marks($1)`,
					[ward.id]
				)
			);
		expect(await round()).toMatchObject([
			{ admission_id: stay.id, doses: [{ medicine: 'Paracetamol 500 mg tablets', outcome: null }] }
		]);
		expect(await marks()).toEqual([{ late: 1, missed: 0 }]);
		await db.as(nurse, () => give(db, id, { ...dose, p_reason: 'In theatre' }));
		expect(await round()).toMatchObject([{ doses: [{ outcome: 'given' }] }]);
		expect(await marks()).toEqual([]);
		const seen = await db.as(nurse, () =>
			db.value<{ orders: unknown[]; done: unknown[]; doses: unknown[] }>(
				'select public.stay_medicines($1)',
				[stay.id]
			)
		);
		expect(seen.orders).toMatchObject([{ id, given_here: true, two_people: false }]);
	});
});
