import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, createClinicDoctor, createVisitType } from '../../support/clinic.ts';
import {
	connect,
	databaseUrl,
	takeAway,
	TestDatabase,
	type Person
} from '../../support/database.ts';
import { createWard, type Ward } from '../../support/ward.ts';

/*
 * Races can only be run by real connections that commit, so unlike the other database tests these leave
 * rows for others to see while they run, all of them their own, and take them away at the end.
 */

const clients = 20;
let pool: pg.Pool;
let owner: pg.Client;
let db: TestDatabase;
/** Whatever was there before is not ours to remove. */
const made = { users: [] as string[], patients: [] as string[], departments: [] as string[] };

beforeAll(async () => {
	owner = await connect();
	db = new TestDatabase(owner);
	pool = new pg.Pool({ connectionString: databaseUrl(), max: clients });
});

afterAll(async () => {
	await pool.end();
	const { users, patients, departments } = made;
	const staff = `(select id from public.staff where user_id = any ($1))`;
	const wards = `(select id from public.wards where department_id = any ($1))`;
	await takeAway([
		['delete from public.appointments where patient_id = any ($1)', [patients]],
		['delete from public.bed_requests where patient_id = any ($1)', [patients]],
		['delete from public.bed_stays where patient_id = any ($1)', [patients]],
		['delete from public.admissions where patient_id = any ($1)', [patients]],
		...['housekeeping_tasks', 'bed_closures', 'beds', 'ward_rooms'].map(
			(table): [string, unknown[]] => [
				`delete from public.${table} where ward_id in ${wards}`,
				[departments]
			]
		),
		['delete from public.wards where department_id = any ($1)', [departments]],
		[`delete from public.doctors where id in ${staff}`, [users]],
		['delete from public.staff where user_id = any ($1)', [users]],
		['delete from auth.users where id = any ($1)', [users]],
		['delete from public.patients where id = any ($1)', [patients]],
		[`delete from public.visit_types where name = 'Contended visit'`],
		['delete from public.specialties where department_id = any ($1)', [departments]],
		['delete from public.departments where id = any ($1)', [departments]]
	]);
	await owner.end();
});

interface Outcome {
	rows: pg.QueryResultRow[];
	/** SQLSTATE of the refusal, followed by the constraint if one was broken; null if all went well. */
	refused: string | null;
}

let deadlocks = 0;

/** Runs one statement as somebody in a transaction of its own, as the API does; a deadlock is retried once. */
async function attempt(
	person: Person,
	sql: string,
	values: unknown[],
	retried = false
): Promise<Outcome> {
	const client = await pool.connect();
	try {
		await client.query('begin');
		await client.query(
			`select set_config('role', 'authenticated', true), set_config('request.jwt.claims', $1, true)`,
			[JSON.stringify({ sub: person.id, role: 'authenticated' })]
		);
		const { rows } = await client.query(sql, values);
		await client.query('commit');
		return { rows, refused: null };
	} catch (error) {
		await client.query('rollback');
		if (!(error instanceof pg.DatabaseError)) throw error;
		if (error.code !== '40P01') {
			return { rows: [], refused: [error.code, error.constraint].filter(Boolean).join(' ') };
		}
		deadlocks++;
		if (retried) return { rows: [], refused: error.code };
	} finally {
		client.release();
	}
	return attempt(person, sql, values, true);
}

const bookSql = 'select * from public.book_appointment($1, $2, $3, $4, null, $5)';

async function makeDoctor() {
	const doctor = await createClinicDoctor(db, { starts: '08:00', ends: '14:00' });
	made.users.push(doctor.id);
	made.departments.push(
		await db.value<string>('select department_id from public.specialties where id = $1', [
			doctor.specialtyId
		])
	);
	return doctor;
}

async function makeVisitType() {
	const id = await createVisitType(db);
	await db.rows(`update public.visit_types set name = 'Contended visit' where id = $1`, [id]);
	return id;
}

async function makePatient() {
	const patient = await db.createPortalPerson();
	made.users.push(patient.id);
	made.patients.push(patient.patientId);
	return patient;
}

async function makePatientId() {
	const id = await db.createPatient();
	made.patients.push(id);
	return id;
}

async function makeReceptionist() {
	const desk = await db.createStaff('receptionist');
	made.users.push(desk.id);
	return desk;
}

async function makeManager() {
	const manager = await db.createStaff('bed_manager');
	made.users.push(manager.id);
	return manager;
}

async function makeWard(beds: number): Promise<Ward> {
	const ward = await createWard(db, beds);
	made.departments.push(
		await db.value<string>('select department_id from public.wards where id = $1', [ward.id])
	);
	return ward;
}

function shuffled<Item>(items: readonly Item[]): Item[] {
	return items
		.map((item) => ({ item, order: Math.random() }))
		.sort((one, other) => one.order - other.order)
		.map(({ item }) => item);
}

const slots = Array.from({ length: 12 }, (_, index) =>
	new Date(Date.parse(at(5, '08:00')) + index * 30 * 60_000).toISOString()
);

/** Overlaps among the visits of our patients, counted by the table itself. */
const overlaps = (doctorIds: string[]) =>
	db.count(
		`select from public.appointments one
		join public.appointments other on other.id > one.id
			and (other.doctor_id = one.doctor_id or other.patient_id = one.patient_id)
			and tstzrange(other.starts_at, other.ends_at) && tstzrange(one.starts_at, one.ends_at)
		where one.doctor_id = any ($1) and one.status not in ('cancelled', 'no_show')
			and other.status not in ('cancelled', 'no_show')`,
		[doctorIds]
	);

describe('many at once', () => {
	test('twenty patients want the same slots: every slot has one winner, the others are told why', async () => {
		const doctor = await makeDoctor();
		const visitTypeId = await makeVisitType();
		const patients: Awaited<ReturnType<typeof makePatient>>[] = [];
		while (patients.length < clients) patients.push(await makePatient());
		deadlocks = 0;

		const outcomes = (
			await Promise.all(
				patients.map(async (patient) => {
					const own: { slot: string; refused: string | null }[] = [];
					for (const slot of shuffled(slots)) {
						const { refused } = await attempt(patient, bookSql, [
							patient.patientId,
							doctor.doctorId,
							slot,
							visitTypeId,
							null
						]);
						own.push({ slot, refused });
					}
					return own;
				})
			)
		).flat();

		for (const slot of slots) {
			const winners = outcomes.filter((outcome) => outcome.slot === slot && !outcome.refused);
			expect(winners, slot).toHaveLength(1);
		}
		expect(new Set(outcomes.map((outcome) => outcome.refused))).toEqual(
			new Set([null, '23P01 appointments_doctor_taken'])
		);
		expect(deadlocks).toBe(0);
		expect(await overlaps([doctor.doctorId])).toBe(0);
	});

	test('visits moved between two doctors from both sides never deadlock and never overlap', async () => {
		const [one, other] = [await makeDoctor(), await makeDoctor()];
		const visitTypeId = await makeVisitType();
		const visits: { patient: Person; id: string; doctorId: string }[] = [];
		for (const [index, slot] of slots.slice(0, 10).entries()) {
			const patient = await makePatient();
			const doctor = index % 2 ? one : other;
			const { rows } = await attempt(patient, bookSql, [
				patient.patientId,
				doctor.doctorId,
				slot,
				visitTypeId,
				null
			]);
			visits.push({ patient, id: String(rows[0]?.id), doctorId: doctor.doctorId });
		}
		deadlocks = 0;

		const refusals = new Set<string | null>();
		for (let round = 0; round < 6; round++) {
			const outcomes = await Promise.all(
				visits.map(({ patient, id }, index) =>
					attempt(patient, 'select * from public.reschedule_appointment($1, $2, $3)', [
						id,
						shuffled(slots)[0],
						(index + round) % 2 ? one.doctorId : other.doctorId
					])
				)
			);
			for (const { refused } of outcomes) refusals.add(refused);
		}
		refusals.delete(null);
		expect(
			[...refusals].filter((refused) => refused !== '23P01 appointments_doctor_taken')
		).toEqual([]);
		expect(deadlocks).toBe(0);
		expect(await overlaps([one.doctorId, other.doctorId])).toBe(0);
		expect(
			await db.count('select from public.appointments where id = any ($1)', [
				visits.map((visit) => visit.id)
			])
		).toBe(10);
	});

	test('dragging, booking and cancelling the same times: never two visits in one, no deadlock', async () => {
		const [one, other] = [await makeDoctor(), await makeDoctor()];
		const visitTypeId = await makeVisitType();
		const desk = await makeReceptionist();
		const doctorIds = [one.doctorId, other.doctorId];
		const moved: string[] = [];
		for (const slot of slots.slice(0, 6)) {
			const { rows } = await attempt(desk, bookSql, [
				await makePatientId(),
				one.doctorId,
				slot,
				visitTypeId,
				null
			]);
			moved.push(String(rows[0]?.id));
		}
		deadlocks = 0;

		const refusals = new Set<string | null>();
		for (let round = 0; round < 5; round++) {
			const patients: string[] = [];
			while (patients.length < 8) patients.push(await makePatientId());
			const outcomes = await Promise.all([
				...moved.map((id, index) =>
					attempt(desk, 'select * from public.reschedule_appointment($1, $2, $3)', [
						id,
						shuffled(slots)[0],
						doctorIds[(index + round) % 2]
					])
				),
				...patients.map((patientId, index) =>
					attempt(desk, bookSql, [
						patientId,
						doctorIds[index % 2],
						shuffled(slots)[0],
						visitTypeId,
						null
					])
				),
				...moved
					.slice(0, 2)
					.map((id) => attempt(desk, 'select * from public.cancel_appointment($1)', [id]))
			]);
			for (const { refused } of outcomes) refusals.add(refused);
			expect(await overlaps(doctorIds)).toBe(0);
		}
		// Called off meanwhile, moved meanwhile, or somebody was faster: nothing else, and nothing silent.
		const expected = [
			null,
			'LN003',
			'LN009',
			'23P01 appointments_doctor_taken',
			'23P01 appointments_patient_elsewhere'
		];
		expect([...refusals].filter((refused) => !expected.includes(refused))).toEqual([]);
		expect(refusals).toContain('23P01 appointments_doctor_taken');
		expect(deadlocks).toBe(0);
	});

	test('a visit dragged from two screens at once is where one of them put it; the other is told', async () => {
		const doctor = await makeDoctor();
		const visitTypeId = await makeVisitType();
		const desk = await makeReceptionist();
		const { rows } = await attempt(desk, bookSql, [
			await makePatientId(),
			doctor.doctorId,
			slots[0],
			visitTypeId,
			null
		]);
		const id = String(rows[0]?.id);
		for (let round = 0; round < 6; round++) {
			const version = await db.value<string>(
				'select updated_at::text from public.appointments where id = $1',
				[id]
			);
			const targets = [slots[1 + (round % 2) * 2], slots[2 + (round % 2) * 2]];
			const outcomes = await Promise.all(
				targets.map((slot) =>
					attempt(desk, 'select * from public.reschedule_appointment($1, $2, null, null, $3)', [
						id,
						slot,
						version
					])
				)
			);
			expect(outcomes.map(({ refused }) => refused ?? 'moved').sort()).toEqual(['LN009', 'moved']);
			const winner = outcomes.findIndex(({ refused }) => refused === null);
			const stands = await db.value<Date>(
				'select starts_at from public.appointments where id = $1',
				[id]
			);
			expect(stands.toISOString()).toBe(targets[winner]);
		}
	});

	test('one room for eight doctors: one is in it at a time', async () => {
		const visitTypeId = await makeVisitType();
		const desk = await makeReceptionist();
		const doctors: Awaited<ReturnType<typeof makeDoctor>>[] = [];
		while (doctors.length < 8) doctors.push(await makeDoctor());
		const roomId = await db.value<string>(
			`insert into public.rooms (department_id, code, name) values ($1, 'RACE', 'Contended room') returning id`,
			[made.departments.at(-1)]
		);
		// One connection makes them, one after the other; the races run on connections of their own.
		const patients: string[] = [];
		while (patients.length < doctors.length * 6) patients.push(await makePatientId());
		deadlocks = 0;
		const outcomes = (
			await Promise.all(
				doctors.map(async ({ doctorId }, number) => {
					const own: Outcome[] = [];
					for (const [index, slot] of shuffled(slots.slice(0, 5)).entries()) {
						own.push(
							await attempt(
								desk,
								'select * from public.book_appointment($1, $2, $3, $4, p_room_id => $5)',
								[patients[number * 5 + index], doctorId, slot, visitTypeId, roomId]
							)
						);
					}
					return own;
				})
			)
		).flat();
		const won = outcomes.filter(({ refused }) => refused === null);
		expect(won).toHaveLength(5);
		expect(new Set(outcomes.map(({ refused }) => refused))).toEqual(
			new Set([null, '23P01 appointments_room_taken'])
		);
		expect(deadlocks).toBe(0);

		// And by moving: those who stand elsewhere all want the room at one time.
		const guests = await Promise.all(
			doctors.map(async ({ doctorId }, number) => {
				const { rows } = await attempt(desk, bookSql, [
					patients[doctors.length * 5 + number],
					doctorId,
					slots[6],
					visitTypeId,
					null
				]);
				return String(rows[0]?.id);
			})
		);
		const moves = await Promise.all(
			guests.map((id) =>
				attempt(desk, 'select * from public.reschedule_appointment($1, $2, null, $3)', [
					id,
					slots[6],
					roomId
				])
			)
		);
		expect(moves.filter(({ refused }) => refused === null)).toHaveLength(1);
		expect(deadlocks).toBe(0);
		await db.rows('update public.appointments set room_id = null where room_id = $1', [roomId]);
		await db.rows('delete from public.rooms where id = $1', [roomId]);
	});

	test('the same key twenty times books once, and everybody gets that visit', async () => {
		const doctor = await makeDoctor();
		const visitTypeId = await makeVisitType();
		const patient = await makePatient();
		const outcomes = await Promise.all(
			Array.from({ length: clients }, () =>
				attempt(patient, bookSql, [
					patient.patientId,
					doctor.doctorId,
					slots[0],
					visitTypeId,
					'one tap'
				])
			)
		);
		expect(outcomes.map((outcome) => outcome.refused)).toEqual(Array(clients).fill(null));
		expect(new Set(outcomes.map((outcome) => String(outcome.rows[0]?.id))).size).toBe(1);
		expect(
			await db.count('select from public.appointments where patient_id = $1', [patient.patientId])
		).toBe(1);
	});

	test('one key for two different doctors at once: one books, the other is told', async () => {
		const [one, other] = [await makeDoctor(), await makeDoctor()];
		const visitTypeId = await makeVisitType();
		const patient = await makePatient();
		const outcomes = await Promise.all(
			[one, other].map((doctor, index) =>
				attempt(patient, bookSql, [
					patient.patientId,
					doctor.doctorId,
					slots[index],
					visitTypeId,
					'one tap'
				])
			)
		);
		expect(outcomes.map((outcome) => outcome.refused ?? 'booked').sort()).toEqual([
			'LN004',
			'booked'
		]);
	});
});

describe('beds in demand', () => {
	const occupants = (bedId: string) =>
		db.count('select from public.bed_stays where bed_id = $1 and upper_inf(period)', [bedId]);
	const openStays = (admissionId: string) =>
		db.count('select from public.bed_stays where admission_id = $1 and upper_inf(period)', [
			admissionId
		]);
	const admitSql = 'select * from public.admit_patient($1, $2, $3)';

	async function admitted(manager: Person, ward: Ward, bedId: string | undefined): Promise<string> {
		const { rows, refused } = await attempt(manager, admitSql, [
			await makePatientId(),
			ward.id,
			bedId
		]);
		expect(refused).toBeNull();
		return String(rows[0]?.id);
	}

	test('of many admissions to one bed one succeeds, and the others leave nothing', async () => {
		const ward = await makeWard(5);
		const manager = await makeManager();
		for (const bedId of ward.beds) {
			const patients: string[] = [];
			while (patients.length < 4) patients.push(await makePatientId());
			const outcomes = await Promise.all(
				patients.map((patientId) => attempt(manager, admitSql, [patientId, ward.id, bedId]))
			);
			expect(outcomes.map((outcome) => outcome.refused ?? 'admitted').sort()).toEqual([
				...Array<string>(3).fill('23P01 bed_stays_bed_taken'),
				'admitted'
			]);
			expect(
				await db.count('select from public.admissions where patient_id = any ($1)', [patients])
			).toBe(1);
		}
	});

	test('one patient admitted twice at once is admitted once', async () => {
		const ward = await makeWard(2);
		const manager = await makeManager();
		const patientId = await makePatientId();
		const outcomes = await Promise.all(
			ward.beds.map((bedId) => attempt(manager, admitSql, [patientId, ward.id, bedId]))
		);
		expect(outcomes.map((outcome) => outcome.refused ?? 'admitted').sort()).toEqual([
			'23505 admissions_one_open',
			'admitted'
		]);
	});

	test('a swap against a discharge leaves nobody in two beds and nobody discharged in one', async () => {
		const manager = await makeManager();
		deadlocks = 0;
		for (let round = 0; round < 8; round++) {
			const ward = await makeWard(2);
			const [first, second] = ward.beds;
			const [leaving, staying] = [
				await admitted(manager, ward, first),
				await admitted(manager, ward, second)
			];
			const [swapped, discharged] = await Promise.all([
				attempt(manager, 'select * from public.swap_beds($1, $2)', [leaving, staying]),
				attempt(manager, `select * from public.discharge_patient($1, 'home')`, [leaving])
			]);
			expect(discharged.refused).toBeNull();
			expect(swapped.refused ?? 'LN006').toBe('LN006');
			expect(await openStays(leaving)).toBe(0);
			expect(await openStays(staying)).toBe(1);
			expect((await occupants(first ?? '')) + (await occupants(second ?? ''))).toBe(1);
			expect(
				await db.count('select from public.housekeeping_tasks where ward_id = $1', [ward.id])
			).toBe(1);
		}
		expect(deadlocks).toBe(0);
	});

	test('swaps in opposite directions do not deadlock', async () => {
		const manager = await makeManager();
		const ward = await makeWard(2);
		const [one, other] = [
			await admitted(manager, ward, ward.beds[0]),
			await admitted(manager, ward, ward.beds[1])
		];
		deadlocks = 0;
		const outcomes = await Promise.all(
			Array.from({ length: 10 }, (_, index) =>
				attempt(
					manager,
					'select * from public.swap_beds($1, $2)',
					index % 2 ? [one, other] : [other, one]
				)
			)
		);
		expect(outcomes.map((outcome) => outcome.refused)).toEqual(Array(10).fill(null));
		expect(deadlocks).toBe(0);
		expect([await openStays(one), await openStays(other)]).toEqual([1, 1]);
	});

	test('a transfer against a closing: the bed is occupied or closed, never both', async () => {
		const manager = await makeManager();
		const seen = new Set<string>();
		for (let round = 0; round < 8; round++) {
			const ward = await makeWard(2);
			const [from, to = ''] = ward.beds;
			const admission = await admitted(manager, ward, from);
			const [moved, closed] = await Promise.all([
				attempt(manager, 'select * from public.transfer_patient($1, $2)', [admission, to]),
				attempt(manager, `select * from public.close_bed($1, 'C')`, [to])
			]);
			seen.add(`${moved.refused} ${closed.refused}`);
			expect(await occupants(to)).toBe(moved.refused === null ? 1 : 0);
			expect(
				await db.count('select from public.bed_closures where bed_id = $1 and ended_at is null', [
					to
				])
			).toBe(closed.refused === null ? 1 : 0);
			expect(await openStays(admission)).toBe(1);
		}
		for (const outcome of seen) expect(['null LN005', 'LN005 null']).toContain(outcome);
	});
});

describe('what changes while a command waits', () => {
	/** Runs a statement as somebody and does not commit until `meanwhile` has been waiting for it. */
	async function holding(
		person: Person,
		sql: string,
		values: unknown[],
		meanwhile: () => Promise<Outcome>
	): Promise<Outcome> {
		const client = await pool.connect();
		try {
			await client.query('begin');
			await client.query(
				`select set_config('role', 'authenticated', true), set_config('request.jwt.claims', $1, true)`,
				[JSON.stringify({ sub: person.id, role: 'authenticated' })]
			);
			await client.query(sql, values);
			const waiting = meanwhile();
			await new Promise((resolve) => setTimeout(resolve, 150));
			await client.query('commit');
			return await waiting;
		} finally {
			client.release();
		}
	}

	test('a doctor does not cancel, nor move, what has become a colleague’s', async () => {
		const [one, other, desk] = [await makeDoctor(), await makeDoctor(), await makeReceptionist()];
		const visitTypeId = await makeVisitType();
		for (const [sql, values] of [
			['select public.cancel_appointment($1)', []],
			['select public.reschedule_appointment($1, $2)', [slots[5]]]
		] as const) {
			const patientId = await makePatientId();
			const visitId = await db.value<string>(
				`insert into public.appointments (patient_id, doctor_id, visit_type_id, starts_at, ends_at)
				values ($1, $2, $3, $4, $4::timestamptz + interval '30 minutes') returning id`,
				[patientId, one.doctorId, visitTypeId, slots[0]]
			);
			const { refused } = await holding(
				desk,
				'select public.reschedule_appointment($1, $2, $3)',
				[visitId, slots[values.length + 1], other.doctorId],
				() => attempt(one, sql, [visitId, ...values])
			);
			expect([sql, refused]).toEqual([sql, 'PT404']);
			expect(
				await db.row('select doctor_id, status from public.appointments where id = $1', [visitId])
			).toEqual({ doctor_id: other.doctorId, status: 'confirmed' });
		}
	});

	test('nobody stops working beside a booking or an admission under them', async () => {
		const desk = await makeReceptionist();
		const visitTypeId = await makeVisitType();
		const ward = await makeWard(1);
		const manager = await makeManager();
		const admin = await db.createStaff('admin');
		made.users.push(admin.id);
		const stop = (doctorId: string) =>
			attempt(admin, 'update public.staff set active = false where id = $1', [doctorId]);

		const booked = await makeDoctor();
		expect(
			await holding(
				desk,
				bookSql,
				[await makePatientId(), booked.doctorId, slots[2], visitTypeId, null],
				() => stop(booked.doctorId)
			)
		).toMatchObject({ refused: 'LN018' });

		const attending = await makeDoctor();
		expect(
			await holding(
				manager,
				'select public.admit_patient($1, $2, null, $3)',
				[await makePatientId(), ward.id, attending.doctorId],
				() => stop(attending.doctorId)
			)
		).toMatchObject({ refused: 'LN018' });
		expect(
			await db.value('select bool_and(active) from public.staff where id = any ($1)', [
				[booked.doctorId, attending.doctorId]
			])
		).toBe(true);
	});
});
