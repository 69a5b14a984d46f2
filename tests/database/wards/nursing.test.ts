import {
	connect,
	describe,
	expect,
	takeAway,
	test,
	testApart,
	TestDatabase,
	type Person
} from '../../support/database.ts';
import { createWard, createWardStaff, type Ward } from '../../support/ward.ts';
import {
	levelOf,
	pointsOf,
	riskOf,
	scoreOf,
	type News2Set
} from '../../../src/lib/wards/nursing/news2.ts';

interface Observation {
	id: string;
	news2_score: number | null;
	news2_risk: string | null;
	news2_points: (number | null)[];
	spo2_scale: number;
	voided_at: Date | null;
}

/** A set without a point. */
const well = {
	respiratory_rate: 16,
	spo2: 97,
	on_oxygen: false,
	systolic: 120,
	pulse: 70,
	consciousness: 'alert',
	temperature: 37
};
/** 5 points from several parameters; 8 with an emergency's worth. */
const urgent = { ...well, respiratory_rate: 22, systolic: 95, temperature: 38.5 };
const emergency = { ...well, respiratory_rate: 22, systolic: 95, pulse: 140, temperature: 38.5 };
const everyMeasurement = [
	'respiratory_rate',
	'spo2',
	'oxygen_flow',
	'systolic',
	'diastolic',
	'pulse',
	'temperature',
	'glucose',
	'weight'
];

/** `record_observation` as whoever the transaction is now; jumps from set to set are confirmed. */
const record = (
	db: TestDatabase,
	admissionId: string,
	values: Record<string, unknown>,
	confirmed = everyMeasurement
) => {
	const named = Object.keys(values).map((name, index) => `p_${name} => $${index + 3}`);
	return db.row<Observation & Record<string, unknown>>(
		`select * from public.record_observation($1, p_confirmed => $2, ${named.join(', ')})`,
		[admissionId, confirmed, ...Object.values(values)]
	);
};

interface Alert {
	id: string;
	level: string;
	score: number;
	circle: number;
	acknowledged_by: string | null;
	acknowledged_at: Date | null;
	ended_at: Date | null;
	ended_as: string | null;
	raised_at: Date;
}

const alerts = (db: TestDatabase, admissionId: string) =>
	db.rows<Alert & Record<string, unknown>>(
		'select * from public.news2_alerts where admission_id = $1 order by raised_at',
		[admissionId]
	);

/** Runs the minute's job as if `minutes` had gone by since the alerts were last told. */
async function later(db: TestDatabase, admissionId: string, minutes: number): Promise<void> {
	await db.rows(
		`update public.news2_alerts set told_at = told_at - make_interval(mins => $2)
		 where admission_id = $1`,
		[admissionId, minutes]
	);
	await db.rows('select private.escalate_alerts()');
}

/** Who was told, and in which circle, in the order of telling. */
const told = (db: TestDatabase, admissionId: string) =>
	db.rows<{ staff_id: string; circle: number }>(
		`select notice.staff_id, notice.circle from public.news2_alert_notices notice
		 join public.news2_alerts alert on alert.id = notice.alert_id
		 where alert.admission_id = $1 order by notice.told_at, notice.circle`,
		[admissionId]
	);

/** Nobody has taken the patient on yet. */
const unattended = (db: TestDatabase, admissionId: string) =>
	db.rows('update public.admissions set attending_id = null where id = $1', [admissionId]);

const everybodyTold = async (db: TestDatabase, admissionId: string) =>
	(await told(db, admissionId)).map(({ staff_id }) => staff_id).sort();

const unread = (db: TestDatabase, person: Person) =>
	db.rows<{ kind: string; severity: string }>(
		'select kind, severity from public.notifications where user_id = $1 and read_at is null and latest',
		[person.id]
	);

/** A patient on a ward with a nurse, a manager and an attending doctor; another doctor of the department. */
async function stay(db: TestDatabase, birthDate = '1950-03-04') {
	const ward: Ward = await createWard(db);
	const departmentId = await db.value<string>(
		'select department_id from public.wards where id = $1',
		[ward.id]
	);
	const nurse = await createWardStaff(db, 'nurse', ward);
	const manager = await createWardStaff(db, 'ward_manager', ward);
	const doctor = await db.createDoctor();
	const colleague = await db.createDoctor();
	await db.rows('update public.staff set department_id = $1 where id = $2', [
		departmentId,
		colleague.staffId
	]);
	const patientId = await db.createPatient({ birthDate });
	const admissionId = await db.value<string>(
		`insert into public.admissions (patient_id, ward_id, attending_id, admitted_at)
		 values ($1, $2, $3, now() - interval '2 days') returning id`,
		[patientId, ward.id, doctor.doctorId]
	);
	await db.rows(
		`insert into public.bed_stays (bed_id, ward_id, patient_id, admission_id, period)
		 values ($1, $2, $3, $4, tstzrange(now() - interval '2 days', null))`,
		[ward.beds[0], ward.id, patientId, admissionId]
	);
	return { ward, nurse, manager, doctor, colleague, patientId, admissionId };
}

describe('the score of the database', () => {
	const ranges: [keyof News2Set, string][] = [
		['respiratory_rate', 'generate_series(0, 80)'],
		['spo2', 'generate_series(30, 100)'],
		['systolic', 'generate_series(30, 300)'],
		['pulse', 'generate_series(0, 300)'],
		['temperature', 'generate_series(25.0, 44.0, 0.1)']
	];
	for (const [parameter, series] of ranges) {
		test(`agrees with the published table for every ${parameter}, both scales, air and oxygen`, async ({
			db
		}) => {
			const one = (name: keyof News2Set) =>
				name === parameter ? 'value' : String(well[name as keyof typeof well]);
			const rows = await db.rows<{
				value: string;
				scale: number;
				oxygen: boolean | null;
				points: (number | null)[];
			}>(
				`select value::text, scale, oxygen, private.news2_points(
					${one('respiratory_rate')}::integer, ${one('spo2')}::integer, scale, oxygen, ${one('systolic')}::integer,
					${one('pulse')}::integer, 'alert', ${one('temperature')}::numeric
				) as points
				from ${series} as value, (values (1), (2)) as scales (scale), (values (true), (false), (null)) as oxygens (oxygen)`
			);
			expect(rows.length).toBeGreaterThan(400);
			for (const { value, scale, oxygen, points } of rows) {
				const set = { ...well, spo2_scale: scale, on_oxygen: oxygen, [parameter]: Number(value) };
				expect(points, `${value}, scale ${scale}, oxygen ${oxygen}`).toEqual(pointsOf(set));
			}
		});
	}

	test('adds up, and judges the risk, as the published thresholds do', async ({ db }) => {
		const rows = await db.rows<{
			points: number[];
			sum: number;
			risk: string;
			level: string | null;
		}>(
			`select points, private.news2_sum(points) as sum, private.news2_risk(points) as risk,
				private.news2_level(points) as level
			 from (
				select array[a, b, oxygen, c, 0, consciousness, 0] as points
				from generate_series(0, 3) a, generate_series(0, 3) b, generate_series(0, 3) c,
					(values (0), (2)) o (oxygen), (values (0), (3)) k (consciousness)
			 ) sets`
		);
		expect(rows).toHaveLength(256);
		for (const { points, sum, risk, level } of rows) {
			expect([sum, risk, level], String(points)).toEqual([
				scoreOf(points),
				riskOf(points),
				levelOf(points)
			]);
		}
	});

	test('asks for the next observations as often as published', async ({ db }) => {
		const next = (score: number, points: number[]) =>
			db.value<string>(
				`select (extract(epoch from private.news2_interval($1, $2)) / 60)::integer`,
				[score, points]
			);
		expect(await next(0, [0])).toBe(12 * 60);
		expect(await next(1, [1])).toBe(6 * 60);
		expect(await next(4, [2, 2])).toBe(6 * 60);
		expect(await next(3, [3])).toBe(60);
		expect(await next(5, [2, 2, 1])).toBe(60);
		expect(await next(7, [3, 3, 1])).toBe(30);
	});
});

describe('recording', () => {
	test('scores a whole set', async ({ db }) => {
		const { nurse, admissionId } = await stay(db);
		const seen = await db.as(nurse, () => record(db, admissionId, urgent));
		expect(seen).toMatchObject({
			news2_score: 5,
			news2_risk: 'medium',
			news2_points: [2, 0, 0, 2, 0, 0, 1],
			recorded_by: nurse.staffId
		});
	});

	test('takes a partial set without a score', async ({ db }) => {
		const { nurse, admissionId } = await stay(db);
		const seen = await db.as(nurse, () => record(db, admissionId, { pulse: 70, temperature: 37 }));
		expect(seen).toMatchObject({
			news2_score: null,
			news2_risk: null,
			news2_points: [null, null, null, null, 0, null, 0]
		});
	});

	test('never scores a child, or a pregnant woman once it is said', async ({ db }) => {
		const child = await stay(db, '2015-06-01');
		const seen = await db.as(child.nurse, () => record(db, child.admissionId, emergency));
		expect(seen).toMatchObject({ news2_score: null, news2_risk: null, news2_excluded: 'child' });
		expect(await alerts(db, child.admissionId)).toEqual([]);

		const mother = await stay(db, '1995-06-01');
		await db.as(mother.nurse, () =>
			db.rows('select public.set_pregnancy($1, true)', [mother.admissionId])
		);
		const pregnant = await db.as(mother.nurse, () => record(db, mother.admissionId, emergency));
		expect(pregnant).toMatchObject({ news2_score: null, news2_excluded: 'pregnant' });
		expect(await alerts(db, mother.admissionId)).toEqual([]);
	});

	test('counts SpO2 by the scale a doctor decided, from then on', async ({ db }) => {
		const { nurse, doctor, admissionId } = await stay(db);
		const set = { ...well, spo2: 90 };
		const scale = (person: Person) =>
			db.as(person, () => db.rows('select public.set_spo2_scale($1, 2)', [admissionId]));
		const before = await db.as(nurse, () => record(db, admissionId, set));
		expect((await db.refusal(nurse, () => scale(nurse))).code).toBe('42501');
		await scale(doctor);
		const after = await db.as(nurse, () => record(db, admissionId, set));
		expect([before.news2_score, after.news2_score]).toEqual([3, 0]);
		expect([before.spo2_scale, after.spo2_scale]).toEqual([1, 2]);
		expect(
			await db.row(
				'select spo2_scale, spo2_scale_set_by from public.nursing_settings where admission_id = $1',
				[admissionId]
			)
		).toEqual({ spo2_scale: 2, spo2_scale_set_by: doctor.staffId });
	});

	test('what cannot be is refused at its field, and nothing is written', async ({ db }) => {
		const { nurse, admissionId } = await stay(db);
		const impossible: [Record<string, unknown>, string][] = [
			[{ respiratory_rate: 81 }, 'p_respiratory_rate'],
			[{ spo2: 101 }, 'p_spo2'],
			[{ systolic: 20 }, 'p_systolic'],
			[{ systolic: 120, diastolic: 130 }, 'p_diastolic'],
			[{ pulse: 301 }, 'p_pulse'],
			[{ temperature: 45 }, 'p_temperature'],
			[{ temperature: 37.04 }, 'p_temperature'],
			[{ pain: 11 }, 'p_pain'],
			[{ on_oxygen: false, oxygen_flow: 2 }, 'p_on_oxygen'],
			[{ pulse: 70, observed_at: '2100-01-01T00:00Z' }, 'p_observed_at'],
			[{ pulse: 70, observed_at: '2020-01-01T00:00Z' }, 'p_observed_at'],
			[{ note: 'Nothing measured' }, 'p_respiratory_rate']
		];
		for (const [values, hint] of impossible) {
			const error = await db.refusal(nurse, () => record(db, admissionId, values));
			expect([error.code, error.hint], JSON.stringify(values)).toEqual(['22023', hint]);
		}
		expect(
			await db.count('select from public.observations where admission_id = $1', [admissionId])
		).toBe(0);
	});

	test('what is unusual, or far from the last, is asked about', async ({ db }) => {
		const { nurse, admissionId } = await stay(db);
		const odd = { ...well, pulse: 190, temperature: 33.5 };
		const error = await db.refusal(nurse, () => record(db, admissionId, odd, []));
		expect([error.code, error.hint]).toEqual(['LN024', 'pulse,temperature']);
		const half = await db.refusal(nurse, () => record(db, admissionId, odd, ['pulse']));
		expect(half.hint).toBe('temperature');
		await db.as(nurse, () => record(db, admissionId, well, []));
		const jump = await db.refusal(nurse, () => record(db, admissionId, { pulse: 135 }, []));
		expect([jump.code, jump.hint]).toEqual(['LN024', 'pulse']);
		await db.as(nurse, () => record(db, admissionId, { pulse: 135 }, ['pulse']));
	});

	test('the same request twice is recorded once', async ({ db }) => {
		const { nurse, admissionId } = await stay(db);
		const key = crypto.randomUUID();
		const set = { ...well, idempotency_key: key };
		const [one, again] = [
			await db.as(nurse, () => record(db, admissionId, set)),
			await db.as(nurse, () => record(db, admissionId, set))
		];
		expect(again.id).toBe(one.id);
		const error = await db.refusal(nurse, () => record(db, admissionId, { ...set, pulse: 81 }));
		expect(error.code).toBe('LN004');
	});

	test('ends with the discharge', async ({ db }) => {
		const { nurse, doctor, admissionId, patientId } = await stay(db);
		await db.rows(
			`insert into public.care_team_members (patient_id, staff_id, role) values ($1, $2, 'attending')`,
			[patientId, doctor.staffId]
		);
		await db.as(nurse, () => record(db, admissionId, emergency));
		await db.rows(
			`update public.bed_stays set period = tstzrange(lower(period), clock_timestamp())
			 where admission_id = $1`,
			[admissionId]
		);
		await db.rows(
			`update public.admissions set discharged_at = clock_timestamp(), disposition = 'home' where id = $1`,
			[admissionId]
		);
		expect((await db.refusal(doctor, () => record(db, admissionId, well))).code).toBe('LN006');
		expect(await alerts(db, admissionId)).toMatchObject([{ ended_as: 'left' }]);
	});
});

describe('voiding', () => {
	test('needs a reason, keeps the set, ends the alert it raised, and happens once', async ({
		db
	}) => {
		const { nurse, admissionId } = await stay(db);
		const { id } = await db.as(nurse, () => record(db, admissionId, emergency));
		const void_ = (reason: string) =>
			db.row('select * from public.void_observation($1, $2)', [id, reason]);
		expect((await db.refusal(nurse, () => void_(' '))).hint).toBe('p_reason');
		expect(await alerts(db, admissionId)).toMatchObject([{ ended_as: null }]);
		await db.as(nurse, () => void_('Another patient'));
		expect(await alerts(db, admissionId)).toMatchObject([{ ended_as: 'voided' }]);
		expect(
			await db.row('select void_reason, voided_by, pulse from public.observations where id = $1', [
				id
			])
		).toEqual({ void_reason: 'Another patient', voided_by: nurse.staffId, pulse: 140 });
		expect((await db.refusal(nurse, () => void_('Again'))).code).toBe('LN009');
	});

	test('gives the earlier alarming set its alert back', async ({ db }) => {
		const { nurse, admissionId } = await stay(db);
		await db.as(nurse, () => record(db, admissionId, urgent));
		const { id } = await db.as(nurse, () => record(db, admissionId, well));
		expect(await alerts(db, admissionId)).toMatchObject([{ ended_as: 'improved' }]);
		await db.as(nurse, () => db.rows('select public.void_observation($1, $2)', [id, 'Mistyped']));
		expect(await alerts(db, admissionId)).toMatchObject([
			{ ended_as: 'improved' },
			{ ended_as: null, level: 'urgent' }
		]);
	});

	test('is the only change there is, whoever writes the table', async ({ db }) => {
		const { nurse, admissionId } = await stay(db);
		const { id } = await db.as(nurse, () => record(db, admissionId, well));
		const error = await db.refusal('owner', () =>
			db.rows('update public.observations set pulse = 71 where id = $1', [id])
		);
		expect(error.code).toBe('42501');
		expect(await db.value('select pulse from public.observations where id = $1', [id])).toBe(70);
	});
});

describe('an alert', () => {
	test('of 5 points is urgent and for the nurse; the doctor is not called', async ({ db }) => {
		const { nurse, doctor, manager, admissionId } = await stay(db);
		await db.as(nurse, () => record(db, admissionId, urgent));
		expect(await alerts(db, admissionId)).toMatchObject([{ level: 'urgent', score: 5, circle: 1 }]);
		expect(await told(db, admissionId)).toEqual([{ staff_id: nurse.staffId, circle: 1 }]);
		expect(await unread(db, nurse)).toEqual([
			{ kind: 'early_warning_urgent', severity: 'warning' }
		]);
		expect([await unread(db, doctor), await unread(db, manager)]).toEqual([[], []]);
	});

	test('of a single 3 is urgent, too', async ({ db }) => {
		const { nurse, admissionId } = await stay(db);
		await db.as(nurse, () => record(db, admissionId, { ...well, pulse: 135 }));
		expect(await alerts(db, admissionId)).toMatchObject([{ level: 'urgent', score: 3 }]);
	});

	test('goes to the nurse who was given the patient, and not to the others', async ({ db }) => {
		const { ward, nurse, patientId, admissionId } = await stay(db);
		const own = await createWardStaff(db, 'nurse', ward);
		await db.rows(
			`insert into public.nurse_assignments (admission_id, patient_id, ward_id, staff_id, until)
			 values ($1, $2, $3, $4, now() + interval '8 hours')`,
			[admissionId, patientId, ward.id, own.staffId]
		);
		await db.as(nurse, () => record(db, admissionId, urgent));
		expect(await told(db, admissionId)).toEqual([{ staff_id: own.staffId, circle: 1 }]);
	});

	test('of 7 points calls the attending doctor, critically, until acknowledged', async ({ db }) => {
		const { nurse, doctor, admissionId } = await stay(db);
		await db.as(nurse, () => record(db, admissionId, emergency));
		const [alert] = await alerts(db, admissionId);
		expect(alert).toMatchObject({ level: 'emergency', score: 8 });
		expect(await unread(db, doctor)).toEqual([
			{ kind: 'early_warning_emergency', severity: 'critical' }
		]);

		// Reading is no answer.
		await db.as(doctor, () => db.rows('select public.mark_notifications_read()'));
		await db.as(doctor, () => db.rows('update public.notifications set read_at = now()'));
		expect(await unread(db, doctor)).toHaveLength(1);

		await db.as(doctor, () => db.rows('select public.acknowledge_alert($1)', [alert?.id]));
		expect(await unread(db, doctor)).toEqual([]);
		expect(await unread(db, nurse)).toEqual([]);
		const [answered] = await alerts(db, admissionId);
		expect(answered?.acknowledged_by).toBe(doctor.staffId);
		expect(Number(answered?.acknowledged_at)).toBeGreaterThanOrEqual(Number(answered?.raised_at));
		await later(db, admissionId, 600);
		expect(await unread(db, doctor)).toEqual([]);
	});

	test('of 7 points with no attending doctor calls the ward’s doctors at once', async ({ db }) => {
		const { ward, nurse, colleague, manager, patientId, admissionId } = await stay(db);
		await unattended(db, admissionId);
		const [here, elsewhere] = [await db.createDoctor(), await db.createDoctor()];
		await db.rows('insert into public.staff_wards (staff_id, ward_id) values ($1, $2)', [
			here.staffId,
			ward.id
		]);
		await db.as(nurse, () => record(db, admissionId, emergency));
		expect(await everybodyTold(db, admissionId)).toEqual([nurse.staffId, here.staffId].sort());
		expect(await unread(db, here)).toEqual([
			{ kind: 'early_warning_emergency', severity: 'critical' }
		]);
		for (const person of [colleague, manager, elsewhere]) {
			expect(await unread(db, person)).toEqual([]);
		}
		// The screens say the names.
		const round = await db.as(nurse, () =>
			db.row('select alert_told from public.ward_observations_due($1) where patient_id = $2', [
				ward.id,
				patientId
			])
		);
		const names = await db.rows<{ full_name: string }>(
			`select coalesce(doctors.name, full_name) as full_name from public.staff
			 left join public.doctors using (id) where id = any ($1) order by position <> 'doctor'`,
			[[nurse.staffId, here.staffId]]
		);
		expect(round.alert_told).toEqual(names.map(({ full_name }) => full_name));
	});

	test('of 7 points with no attending doctor calls who is on call, beside the ward’s doctors', async ({
		db
	}) => {
		const { nurse, colleague, admissionId } = await stay(db);
		await unattended(db, admissionId);
		const [here, onCall, later, elsewhere] = [
			await db.createDoctor(),
			await db.createDoctor(),
			await db.createDoctor(),
			await db.createDoctor()
		];
		const shift = `insert into public.on_call_shifts (staff_id, department_id, starts_at, ends_at)
			select $1, $2, now() + $3::interval, now() + interval '9 hours'`;
		await db.rows(shift, [onCall.staffId, null, '-1 hour']);
		await db.rows(shift, [later.staffId, null, '1 hour']);
		await db.rows(shift, [elsewhere.staffId, await db.createDepartment(), '-1 hour']);
		await db.as(nurse, () => record(db, admissionId, emergency));
		// Of the department's doctors nobody, since somebody is on call.
		expect(await everybodyTold(db, admissionId)).toEqual([nurse.staffId, onCall.staffId].sort());
		expect(await unread(db, onCall)).toHaveLength(1);
		expect(await unread(db, colleague)).toEqual([]);

		const second = await stay(db);
		await unattended(db, second.admissionId);
		await db.rows('insert into public.staff_wards (staff_id, ward_id) values ($1, $2)', [
			here.staffId,
			second.ward.id
		]);
		await db.as(second.nurse, () => record(db, second.admissionId, emergency));
		expect(await everybodyTold(db, second.admissionId)).toEqual(
			[second.nurse.staffId, here.staffId, onCall.staffId].sort()
		);
	});

	test('of 7 points with no doctor on the ward calls those of its department, who may look', async ({
		db
	}) => {
		const { nurse, colleague, patientId, admissionId } = await stay(db);
		await unattended(db, admissionId);
		await db.as(nurse, () => record(db, admissionId, emergency));
		expect(await everybodyTold(db, admissionId)).toEqual([nurse.staffId, colleague.staffId].sort());
		expect(await unread(db, colleague)).toHaveLength(1);
		const seen = await db.as(colleague, () =>
			db.count('select from public.observations where patient_id = $1', [patientId])
		);
		expect(seen).toBe(1);
	});

	test('of 7 points always calls somebody who can come', async ({ db }) => {
		const { nurse, colleague, admissionId } = await stay(db);
		const [absent, other] = [await db.createDoctor(), await db.createDoctor()];
		// An attending doctor who cannot be told, without an account, is none.
		await db.rows('update public.staff set user_id = null where id = any ($1)', [
			[absent.staffId, colleague.staffId]
		]);
		await db.rows('update public.admissions set attending_id = $1 where id = $2', [
			absent.doctorId,
			admissionId
		]);
		await db.as(nurse, () => record(db, admissionId, emergency));
		expect(await unread(db, other)).toHaveLength(1);
	});

	test('that no one on the ward or in its department can be told of is told to all doctors', async ({
		db
	}) => {
		const { nurse, manager, doctor, colleague, admissionId } = await stay(db);
		await db.rows('update public.staff set active = false where id = any ($1)', [
			[manager.staffId, colleague.staffId]
		]);
		await db.as(nurse, () => record(db, admissionId, urgent));
		await unattended(db, admissionId);
		await later(db, admissionId, 15);
		await later(db, admissionId, 15);
		expect(await unread(db, doctor)).toHaveLength(1);
	});

	test('that is an emergency is acknowledged by a nurse only with the doctor who was told', async ({
		db
	}) => {
		const { nurse, admissionId } = await stay(db);
		await db.as(nurse, () => record(db, admissionId, emergency));
		const [alert] = await alerts(db, admissionId);
		const acknowledge = (note: string | null) =>
			db.rows('select public.acknowledge_alert($1, $2)', [alert?.id, note]);
		const error = await db.refusal(nurse, () => acknowledge(' '));
		expect([error.code, error.hint]).toEqual(['22023', 'p_note']);
		await db.as(nurse, () => acknowledge('Dr. Ruiz, by telephone'));
		expect(await alerts(db, admissionId)).toMatchObject([
			{ acknowledged_by: nurse.staffId, acknowledgement: 'Dr. Ruiz, by telephone' }
		]);
	});

	testApart('that cannot be told of does not keep others from being told of', async ({ db }) => {
		const [bad, good] = [await stay(db), await stay(db)];
		for (const { nurse, admissionId } of [bad, good]) {
			await db.as(nurse, () => record(db, admissionId, emergency));
			await db.rows(
				`update public.news2_alerts set told_at = told_at - interval '5 minutes' where admission_id = $1`,
				[admissionId]
			);
		}
		const [broken] = await alerts(db, bad.admissionId);
		// The one that cannot be told of is the one that has waited longest, so it comes first.
		await db.rows(
			`update public.news2_alerts set told_at = told_at - interval '1 minute' where id = $1`,
			[broken?.id]
		);
		await db.rows(
			`alter table public.news2_alert_notices add constraint broken check (alert_id <> '${broken?.id}') not valid`
		);

		await db.rows(`select private.run_job('news2_escalation')`);
		expect(await alerts(db, good.admissionId)).toMatchObject([{ circle: 2 }]);
		expect(await unread(db, good.manager)).toEqual([
			{ kind: 'early_warning_emergency', severity: 'critical' }
		]);
		// What could not be done is undone as a whole, and written down.
		expect(await alerts(db, bad.admissionId)).toMatchObject([{ circle: 1 }]);
		expect(await unread(db, bad.manager)).toEqual([]);
		const failures = () =>
			db.rows('select item, times, sqlstate from private.job_failures where job = $1', [
				'news2_escalation'
			]);
		expect(await failures()).toEqual([{ item: broken?.id, times: 1, sqlstate: '23514' }]);

		await db.rows('alter table public.news2_alert_notices drop constraint broken');
		await db.rows(`select private.run_job('news2_escalation')`);
		expect(await alerts(db, bad.admissionId)).toMatchObject([{ circle: 2 }]);
		expect(await failures()).toEqual([]);
	});

	test('nobody answers goes to the ward, then to the department, then again and again', async ({
		db
	}) => {
		const { nurse, manager, doctor, colleague, patientId, admissionId } = await stay(db);
		await db.as(nurse, () => record(db, admissionId, emergency));
		await later(db, admissionId, 4);
		expect(await unread(db, manager)).toEqual([]);
		await later(db, admissionId, 1);
		expect(await unread(db, manager)).toEqual([
			{ kind: 'early_warning_emergency', severity: 'critical' }
		]);
		expect(await unread(db, colleague)).toEqual([]);
		const seen = () =>
			db.as(colleague, () =>
				db.count('select from public.observations where patient_id = $1', [patientId])
			);
		expect(await seen()).toBe(0);
		await later(db, admissionId, 5);
		expect(await unread(db, colleague)).toHaveLength(1);
		// Who is called may look, for half a day.
		expect(await seen()).toBe(1);
		expect(
			await db.value(
				`select until <= now() + interval '12 hours 1 minute' from private.care_access
				 where reason = 'escalated' and patient_id = $1 and staff_id = $2`,
				[patientId, colleague.staffId]
			)
		).toBe(true);
		await later(db, admissionId, 29);
		const before = (await told(db, admissionId)).length;
		await later(db, admissionId, 1);
		const everybody = [nurse, manager, doctor, colleague].map(({ staffId }) => staffId);
		const again = (await told(db, admissionId)).slice(before);
		expect(again.map(({ staff_id }) => staff_id).sort()).toEqual(everybody.sort());
		// Many messages about it are one line in the bell.
		expect(await unread(db, doctor)).toHaveLength(1);
	});

	test('that is urgent widens each quarter of an hour', async ({ db }) => {
		const { nurse, manager, admissionId } = await stay(db);
		await db.as(nurse, () => record(db, admissionId, urgent));
		await later(db, admissionId, 14);
		expect(await unread(db, manager)).toEqual([]);
		await later(db, admissionId, 1);
		expect(await unread(db, manager)).toEqual([
			{ kind: 'early_warning_urgent', severity: 'warning' }
		]);
	});

	test('is ended by a lower score and raised anew by a higher one', async ({ db }) => {
		const { nurse, doctor, admissionId } = await stay(db);
		const set = (values: Record<string, unknown>) =>
			db.as(nurse, () => record(db, admissionId, values));
		await set(urgent);
		await set(emergency);
		await set({ ...emergency, temperature: 37 });
		expect(await alerts(db, admissionId)).toMatchObject([
			{ level: 'urgent', ended_as: 'superseded' },
			{ level: 'emergency', score: 7, ended_as: null }
		]);
		// Below the emergency and not answered: still somebody must look.
		await set(urgent);
		await set(well);
		expect(await alerts(db, admissionId)).toMatchObject([
			{ ended_as: 'superseded' },
			{ level: 'emergency', ended_as: 'improved' },
			{ level: 'urgent', ended_as: 'improved' }
		]);
		expect([await unread(db, doctor), await unread(db, nurse)]).toEqual([[], []]);
	});

	test('that was acknowledged rings again only when the score rises', async ({ db }) => {
		const { nurse, admissionId } = await stay(db);
		await db.as(nurse, () => record(db, admissionId, urgent));
		const [alert] = await alerts(db, admissionId);
		await db.as(nurse, () => db.rows('select public.acknowledge_alert($1)', [alert?.id]));
		await db.as(nurse, () => record(db, admissionId, urgent));
		expect(await alerts(db, admissionId)).toHaveLength(1);
		await db.as(nurse, () => record(db, admissionId, { ...urgent, pulse: 95 }));
		expect(await alerts(db, admissionId)).toMatchObject([
			{ ended_as: 'superseded' },
			{ score: 6, acknowledged_at: null }
		]);
	});

	test('is raised, but never ended, by a partial set', async ({ db }) => {
		const { nurse, admissionId } = await stay(db);
		await db.as(nurse, () => record(db, admissionId, { pulse: 140 }));
		expect(await alerts(db, admissionId)).toMatchObject([{ level: 'urgent', score: 3 }]);
		await db.as(nurse, () => record(db, admissionId, { pulse: 70 }));
		expect(await alerts(db, admissionId)).toMatchObject([{ ended_as: null }]);
	});

	test('is not raised by what was observed before the newest set', async ({ db }) => {
		const { nurse, admissionId } = await stay(db);
		await db.as(nurse, () => record(db, admissionId, well));
		const before = new Date(Date.now() - 3_600_000).toISOString();
		await db.as(nurse, () => record(db, admissionId, { ...emergency, observed_at: before }));
		expect(await alerts(db, admissionId)).toEqual([]);
	});
});

describe('who sees and does what', () => {
	test('those who look after the patient, and nobody else', async ({ db }) => {
		const { ward, nurse, doctor, admissionId } = await stay(db);
		await db.as(nurse, () => record(db, admissionId, emergency));
		const outsiders = {
			'a nurse of another ward': await createWardStaff(db, 'nurse', await createWard(db)),
			'the housekeeper of the ward': await createWardStaff(db, 'housekeeper', ward),
			'a bed manager': await db.createStaff('bed_manager'),
			'an admin': await db.createStaff('admin')
		};
		const tables = ['observations', 'news2_alerts', 'news2_alert_notices'];
		const seen = (person: Person) =>
			db.as(person, async () => {
				const counts: number[] = [];
				for (const table of tables) counts.push(await db.count(`select from public.${table}`));
				return counts;
			});
		expect(await seen(nurse)).toEqual([1, 1, 2]);
		expect(await seen(doctor)).toEqual([1, 1, 2]);
		for (const [name, person] of Object.entries(outsiders)) {
			expect(await seen(person), name).toEqual([0, 0, 0]);
			const header = () => db.rows('select * from public.admission_header($1)', [admissionId]);
			expect((await db.refusal(person, header)).code, name).toBe('PT404');
			const due = () => db.rows('select * from public.ward_observations_due($1)', [ward.id]);
			expect(await db.as(person, due), name).toEqual([]);
		}
	});

	test('the patient does not see the ward’s own record of the stay', async ({ db }) => {
		const { nurse, admissionId, patientId } = await stay(db);
		await db.as(nurse, () => record(db, admissionId, well));
		const person = await db.createUser();
		await db.rows(
			`insert into public.portal_links (user_id, patient_id, relationship) values ($1, $2, 'self')`,
			[person.id, patientId]
		);
		expect(await db.as(person, () => db.count('select from public.observations'))).toBe(0);
	});
});

describe('the round', () => {
	const due = (db: TestDatabase, person: Person, wardId: string) =>
		db.as(person, () =>
			db.row<
				{
					due_at: Date;
					observed_at: Date | null;
					news2_score: number | null;
					previous_score: number | null;
					incomplete_at: Date | null;
					alert_level: string | null;
				} & Record<string, unknown>
			>('select * from public.ward_observations_due($1)', [wardId])
		);
	const minutes = (row: { due_at: Date; observed_at: Date | null }) =>
		Math.round((Number(row.due_at) - Number(row.observed_at)) / 60_000);

	test('begins with the admission and follows the score', async ({ db }) => {
		const { ward, nurse, admissionId } = await stay(db);
		const first = await due(db, nurse, ward.id);
		expect([first.observed_at, first.news2_score]).toEqual([null, null]);
		expect(Number(first.due_at)).toBeLessThan(Date.now());

		await db.as(nurse, () => record(db, admissionId, well));
		const calm = await due(db, nurse, ward.id);
		expect([minutes(calm), calm.news2_score]).toEqual([12 * 60, 0]);

		await db.as(nurse, () => record(db, admissionId, emergency));
		const alarmed = await due(db, nurse, ward.id);
		expect([
			minutes(alarmed),
			alarmed.news2_score,
			alarmed.previous_score,
			alarmed.alert_level
		]).toEqual([30, 8, 0, 'emergency']);
		expect({ ...alarmed, temperature: Number(alarmed.temperature) }).toMatchObject({
			...emergency,
			diastolic: null,
			news2_points: [2, 0, 0, 2, 3, 0, 1]
		});
	});

	test('an incomplete set does not put it off', async ({ db }) => {
		const { ward, nurse, admissionId } = await stay(db);
		await db.as(nurse, () => record(db, admissionId, { pulse: 70 }));
		const row = await due(db, nurse, ward.id);
		expect(Number(row.due_at)).toBeLessThan(Date.now());
		expect(row.incomplete_at).not.toBeNull();
	});
});

/* Races need connections that commit: what these leave is their own, and taken away at the end. */
describe('at the same time', () => {
	/** Runs one statement as somebody in a transaction of its own, as the API does. */
	async function alone(person: Person, sql: string, values: unknown[]) {
		const client = await connect();
		try {
			await client.query('begin');
			const own = new TestDatabase(client);
			const rows = await own.as(person, () => own.rows(sql, values));
			await client.query('commit');
			return rows;
		} finally {
			await client.end();
		}
	}

	async function committed(run: (made: Awaited<ReturnType<typeof stay>>) => Promise<void>) {
		const owner = await connect();
		try {
			await owner.query('begin');
			const made = await stay(new TestDatabase(owner));
			await owner.query('commit');
			const { ward, patientId } = made;
			const people = [made.nurse, made.manager, made.doctor, made.colleague].map(({ id }) => id);
			const staff = '(select id from public.staff where user_id = any ($1))';
			const of = (table: string): [string, unknown[]] => [
				`delete from public.${table} where patient_id = $1`,
				[patientId]
			];
			try {
				await run(made);
			} finally {
				await takeAway([
					...[
						'news2_alert_notices',
						'news2_alerts',
						'observations',
						'bed_requests',
						'bed_stays'
					].map(of),
					of('admissions'),
					of('care_team_members'),
					...['housekeeping_tasks', 'beds', 'ward_rooms'].map((table): [string, unknown[]] => [
						`delete from public.${table} where ward_id = $1`,
						[ward.id]
					]),
					['delete from public.wards where id = $1', [ward.id]],
					[`delete from public.doctors where id in ${staff}`, [people]],
					['delete from public.staff where user_id = any ($1)', [people]],
					['delete from auth.users where id = any ($1)', [people]],
					['delete from public.patients where id = $1', [patientId]]
				]);
			}
		} finally {
			await owner.end();
		}
	}

	const recorded = `select * from public.record_observation($1, p_respiratory_rate => 26, p_spo2 => 90,
		p_on_oxygen => true, p_systolic => 120, p_pulse => 70, p_consciousness => 'alert', p_temperature => 37)`;

	test('two emergencies of one patient are one open alert', async ({ db }) => {
		await committed(async ({ nurse, manager, admissionId }) => {
			const seen = await Promise.all(
				[nurse, manager, nurse, manager].map((person) => alone(person, recorded, [admissionId]))
			);
			expect(seen.flat()).toHaveLength(4);
			expect(await alerts(db, admissionId)).toMatchObject([{ level: 'emergency', score: 8 }]);
		});
	});

	test('the first acknowledgement counts, and the second is told whose it is', async ({ db }) => {
		await committed(async ({ nurse, doctor, admissionId }) => {
			await alone(nurse, recorded, [admissionId]);
			const [alert] = await alerts(db, admissionId);
			const answers = await Promise.all(
				[nurse, doctor].map((person) =>
					alone(person, 'select * from public.acknowledge_alert($1, $2)', [alert?.id, person.name])
				)
			);
			const [kept] = await alerts(db, admissionId);
			expect(answers.flat().map(({ acknowledged_by }) => acknowledged_by as string)).toEqual([
				kept?.acknowledged_by,
				kept?.acknowledged_by
			]);
			expect([nurse.staffId, doctor.staffId]).toContain(kept?.acknowledged_by);
		});
	});
});
