import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
	connect,
	databaseUrl,
	takeAway,
	TestDatabase,
	type Person
} from '../../support/database.ts';
import { createWard, type Ward } from '../../support/ward.ts';

/*
 * Races over beds, run by real connections that commit: what they leave is theirs, and taken away at the
 * end. Each pair of commands is tried again and again, since who comes first is up to chance.
 */

const clients = 20;
const rounds = 6;
let pool: pg.Pool;
let owner: pg.Client;
let db: TestDatabase;
let manager: Person;
const made = { users: [] as string[], patients: [] as string[], wards: [] as string[] };

beforeAll(async () => {
	owner = await connect();
	db = new TestDatabase(owner);
	pool = new pg.Pool({ connectionString: databaseUrl(), max: clients });
	manager = await db.createStaff('bed_manager');
	made.users.push(manager.id);
});

afterAll(async () => {
	await pool.end();
	const { users, patients, wards } = made;
	await takeAway([
		['delete from public.bed_reservations where patient_id = any ($1)', [patients]],
		['delete from public.bed_requests where patient_id = any ($1)', [patients]],
		['delete from public.bed_stays where patient_id = any ($1)', [patients]],
		[
			'delete from public.admissions where patient_id = any ($1) and mother_admission_id is not null',
			[patients]
		],
		['delete from public.admissions where patient_id = any ($1)', [patients]],
		...['housekeeping_tasks', 'bed_closures', 'beds', 'ward_rooms'].map(
			(table): [string, unknown[]] => [
				`delete from public.${table} where ward_id = any ($1)`,
				[wards]
			]
		),
		[
			`with gone as (delete from public.wards where id = any ($1) returning department_id)
			delete from public.departments where id in (select department_id from gone)`,
			[wards]
		],
		['delete from public.staff where user_id = any ($1)', [users]],
		['delete from auth.users where id = any ($1)', [users]],
		['delete from public.patients where id = any ($1)', [patients]]
	]);
	await owner.end();
});

type Command = [sql: string, ...values: unknown[]];

/** Gives a command in a transaction of its own, as the API does: null if it was taken, or the SQLSTATE. */
async function attempt([sql, ...values]: Command, by = manager): Promise<string | null> {
	const client = await pool.connect();
	try {
		await client.query('begin');
		await client.query(
			`select set_config('role', 'authenticated', true), set_config('request.jwt.claims', $1, true)`,
			[JSON.stringify({ sub: by.id, role: 'authenticated' })]
		);
		await client.query(sql, values);
		await client.query('commit');
		return null;
	} catch (error) {
		await client.query('rollback');
		if (!(error instanceof pg.DatabaseError)) throw error;
		return error.code ?? 'unknown';
	} finally {
		client.release();
	}
}

/** All at once; what became of each, in their order. */
const race = (...commands: Command[]) => Promise.all(commands.map((command) => attempt(command)));

const give = async (...command: Command) => expect(await attempt(command)).toBeNull();

const admitTo = (patientId: string, ward: Ward, bedId: string | null): Command => [
	'select public.admit_patient($1, $2, $3)',
	patientId,
	ward.id,
	bedId
];
const moveTo = (admissionId: string, bedId: string): Command => [
	'select public.transfer_patient($1, $2)',
	admissionId,
	bedId
];
const swap = (one: string, other: string): Command => [
	'select public.swap_beds($1, $2)',
	one,
	other
];
const discharge = (id: string): Command => ['select public.discharge_patient($1)', id];
const undo = (id: string): Command => ['select * from public.undo_move($1)', id];
const close = (bedId: string): Command => ['select public.close_bed($1)', bedId];

async function makeWard(beds: number): Promise<Ward> {
	const ward = await createWard(db, beds);
	made.wards.push(ward.id);
	return ward;
}

async function makePatient(sex = 'female', age = '30 years') {
	const id = await db.createPatient();
	made.patients.push(id);
	await db.rows(
		'update public.patients set sex = $2, birth_date = current_date - $3::interval where id = $1',
		[id, sex, age]
	);
	return id;
}

/** A patient of their own in a bed, or without one. */
async function makeInpatient(ward: Ward, bedId: string | null, mother: string | null = null) {
	const patientId = await makePatient('female', mother ? '2 days' : '30 years');
	await give(
		'select public.admit_patient($1, $2, $3, p_mother_admission_id => $4)',
		patientId,
		ward.id,
		bedId,
		mother
	);
	return db.value<string>('select id from public.admissions where patient_id = $1', [patientId]);
}

const bedOf = (admissionId: string) =>
	db
		.rows<{ bed_id: string }>(
			'select bed_id from public.bed_stays where admission_id = $1 and is_current',
			[admissionId]
		)
		.then(([stay]) => stay?.bed_id ?? null);

const isOpen = (admissionId: string) =>
	db.value<boolean>('select discharged_at is null from public.admissions where id = $1', [
		admissionId
	]);

const wardOf = (admissionId: string) =>
	db.value<string>('select ward_id from public.admissions where id = $1', [admissionId]);

/* Whatever happened, this holds. The exclusion constraints say the first; we do not take their word. */
afterEach(async () => {
	const broken = await db.rows(
		`select 'two in a bed' as what, bed_id as id from public.bed_stays
		where is_current and ward_id = any ($1) group by bed_id having count(*) > 1
		union all
		select 'in two beds', patient_id from public.bed_stays
		where is_current and patient_id = any ($2) group by patient_id having count(*) > 1
		union all
		select 'gone and in bed', stay.admission_id from public.bed_stays stay
		join public.admissions admission on admission.id = stay.admission_id
		where stay.is_current and stay.patient_id = any ($2) and admission.discharged_at is not null
		union all
		select 'bed of another ward', stay.admission_id from public.bed_stays stay
		join public.admissions admission on admission.id = stay.admission_id
		where stay.is_current and stay.patient_id = any ($2) and admission.ward_id <> stay.ward_id
		union all
		select 'in a closed bed', stay.bed_id from public.bed_stays stay
		join public.bed_closures closure on closure.bed_id = stay.bed_id and closure.ended_at is null
		where stay.is_current and stay.ward_id = any ($1)
		union all
		select 'in a bed to be cleaned', stay.bed_id from public.bed_stays stay
		join public.housekeeping_tasks task on task.bed_id = stay.bed_id and task.status in ('waiting', 'in_progress')
		where stay.is_current and stay.ward_id = any ($1)
		union all
		select 'newborn left behind', child.id from public.admissions child
		join public.admissions mother on mother.id = child.mother_admission_id and mother.discharged_at is null
		where child.patient_id = any ($2) and child.discharged_at is null and child.ward_id <> mother.ward_id
			and not exists (select 1 from public.bed_stays stay where stay.admission_id = child.id and stay.is_current)`,
		[made.wards, made.patients]
	);
	expect(broken).toEqual([]);
});

describe('beds many want', () => {
	test('twenty admissions to one bed: one succeeds, the others hear that it is taken', async () => {
		const ward = await makeWard(1);
		const [bed = ''] = ward.beds;
		const patients = await Promise.all(Array.from({ length: clients }, () => makePatient()));
		const outcomes = await race(...patients.map((id) => admitTo(id, ward, bed)));
		expect(outcomes.filter((outcome) => outcome === null)).toHaveLength(1);
		expect(outcomes.filter(Boolean)).toEqual(Array.from({ length: clients - 1 }, () => '23P01'));
		expect(
			await db.count('select from public.admissions where patient_id = any ($1)', [patients])
		).toBe(1);
	});

	test('one patient admitted by twenty at once, on two wards: once, and only those of that ward hear where', async () => {
		const [here, there] = [await makeWard(1), await makeWard(1)];
		const elsewhere = await db.createStaff('nurse');
		made.users.push(elsewhere.id);
		await db.rows('insert into public.staff_wards (staff_id, ward_id) values ($1, $2)', [
			elsewhere.staffId,
			there.id
		]);
		for (let round = 0; round < rounds; round++) {
			const patientId = await makePatient();
			const outcomes = await Promise.all(
				Array.from({ length: clients }, (_, nth) =>
					nth % 2
						? attempt(admitTo(patientId, here, null))
						: attempt(admitTo(patientId, there, null), elsewhere)
				)
			);
			expect(outcomes.filter((outcome) => outcome === null)).toHaveLength(1);
			// The manager sees every ward; the nurse is told as of somebody who is not there.
			const isHere = outcomes.indexOf(null) % 2 === 1;
			const [nurses, managers] = [0, 1].map((side) =>
				outcomes.filter((outcome, nth) => outcome !== null && nth % 2 === side)
			);
			expect(new Set(managers)).toEqual(new Set(['23505']));
			expect(new Set(nurses)).toEqual(new Set([isHere ? 'PT404' : '23505']));
			expect(
				await db.count('select from public.admissions where patient_id = $1', [patientId])
			).toBe(1);
		}
	});

	test('a woman and a man on their way into a room of one kind: one of them gets there', async () => {
		for (let round = 0; round < rounds; round++) {
			const ward = await makeWard(4);
			await db.rows(`update public.ward_rooms set gender_rule = 'same' where id = $1`, [
				ward.roomId
			]);
			const patients = await Promise.all(
				ward.beds.map((_, index) => makePatient(index % 2 ? 'male' : 'female'))
			);
			const outcomes = await race(
				...patients.map((id, index) => admitTo(id, ward, ward.beds[index] ?? null))
			);
			expect(outcomes.toSorted()).toEqual(['LN020', 'LN020', null, null].toSorted());
			const sexes = await db.rows(
				`select distinct patient.sex from public.bed_stays stay
				join public.patients patient on patient.id = stay.patient_id where stay.ward_id = $1`,
				[ward.id]
			);
			expect(sexes).toHaveLength(1);
		}
	});

	test('a swap against a discharge: either both moved first, or nobody did', async () => {
		for (let round = 0; round < rounds; round++) {
			const ward = await makeWard(2);
			const [first = '', second = ''] = ward.beds;
			const [one, other] = [await makeInpatient(ward, first), await makeInpatient(ward, second)];
			const [swapped, left] = await race(swap(one, other), discharge(other));
			expect(left).toBeNull();
			expect(await isOpen(other)).toBe(false);
			expect([null, 'LN006', '22023']).toContain(swapped);
			expect(await bedOf(one)).toBe(swapped === null ? second : first);
			expect(await bedOf(other)).toBeNull();
		}
	});

	test('a transfer into a bed that is being closed: used or closed, the loser is told', async () => {
		for (let round = 0; round < rounds; round++) {
			const ward = await makeWard(2);
			const [first = '', second = ''] = ward.beds;
			const one = await makeInpatient(ward, first);
			const outcomes = await race(moveTo(one, second), close(second));
			expect(outcomes.filter((outcome) => outcome === null)).toHaveLength(1);
			expect(outcomes).toContain('LN005');
			expect(await bedOf(one)).toBe(outcomes[0] === null ? second : first);
		}
	});

	test('crossing transfers: nobody waits for ever, and both end where there was room', async () => {
		for (let round = 0; round < rounds; round++) {
			const [here, there] = [await makeWard(2), await makeWard(2)];
			const [a = '', b = ''] = here.beds;
			const [c = '', d = ''] = there.beds;
			const [one, other] = [await makeInpatient(here, a), await makeInpatient(there, c)];
			// Each to the other's ward and back, from several screens.
			const outcomes = await race(
				moveTo(one, d),
				moveTo(other, b),
				moveTo(one, b),
				moveTo(other, d),
				swap(one, other),
				swap(other, one)
			);
			expect(outcomes).not.toContain('40P01');
			expect(outcomes).toContain(null);
			expect(await bedOf(one)).not.toBeNull();
			expect(await bedOf(other)).not.toBeNull();
		}
	});
});

describe('undoing while others act', () => {
	test('a discharge undone while its bed is given away: back in it, or waiting', async () => {
		for (let round = 0; round < rounds; round++) {
			const ward = await makeWard(1);
			const [bed = ''] = ward.beds;
			const one = await makeInpatient(ward, bed);
			const next = await makePatient();
			await give(...discharge(one));
			const task = await db.value<string>(
				`select id from public.housekeeping_tasks where bed_id = $1 and status = 'waiting'`,
				[bed]
			);
			await give('select public.finish_cleaning($1)', task);
			const [undone, admitted] = await race(undo(one), admitTo(next, ward, bed));
			expect(undone).toBeNull();
			expect(await isOpen(one)).toBe(true);
			// The bed has one of them, never both, never none.
			expect(await bedOf(one)).toBe(admitted === null ? null : bed);
			expect([null, '23P01']).toContain(admitted);
		}
	});

	test('a discharge undone while its cleaning begins', async () => {
		for (let round = 0; round < rounds; round++) {
			const ward = await makeWard(1);
			const [bed = ''] = ward.beds;
			const one = await makeInpatient(ward, bed);
			await give(...discharge(one));
			const task = await db.value<string>(
				`select id from public.housekeeping_tasks where bed_id = $1 and status = 'waiting'`,
				[bed]
			);
			const [undone, begun] = await race(undo(one), ['select public.start_cleaning($1)', task]);
			expect(undone).toBeNull();
			expect([null, 'LN003']).toContain(begun);
			expect(await bedOf(one)).toBe(begun === null ? null : bed);
		}
	});

	test('undone from many screens at once: once', async () => {
		const ward = await makeWard(2);
		const [first = '', second = ''] = ward.beds;
		const one = await makeInpatient(ward, first);
		await give(...moveTo(one, second));
		const outcomes = await race(...Array.from({ length: clients }, () => undo(one)));
		expect(outcomes.filter((outcome) => outcome === null)).toHaveLength(1);
		expect(outcomes.filter(Boolean)).toEqual(Array.from({ length: clients - 1 }, () => 'LN021'));
		expect(await bedOf(one)).toBe(first);
	});

	test('a swap undone while one of the two moves on: both back, or neither', async () => {
		for (let round = 0; round < rounds; round++) {
			const ward = await makeWard(3);
			const [first = '', second = '', third = ''] = ward.beds;
			const [one, other] = [await makeInpatient(ward, first), await makeInpatient(ward, second)];
			await give(...swap(one, other));
			const [undone, moved] = await race(undo(one), moveTo(other, third));
			expect([null, 'LN021']).toContain(undone);
			expect(moved).toBeNull();
			expect(await bedOf(one)).toBe(undone === null ? first : second);
			expect(await bedOf(other)).toBe(third);
		}
	});
});

describe('families on the move', () => {
	test('the mother’s transfer against the newborn’s: together, or the child in a bed', async () => {
		for (let round = 0; round < rounds; round++) {
			const [here, there] = [await makeWard(2), await makeWard(2)];
			const [bed = '', cot = ''] = here.beds;
			const [target = '', spare = ''] = there.beds;
			const mother = await makeInpatient(here, bed);
			const child = await makeInpatient(here, null, mother);
			const outcomes = await race(
				moveTo(mother, target),
				moveTo(child, cot),
				moveTo(mother, spare),
				['select public.link_newborn($1, $2, false)', child, mother]
			);
			expect(outcomes).not.toContain('40P01');
			expect(await wardOf(mother)).toBe(there.id);
			const own = await bedOf(child);
			expect(await wardOf(child)).toBe(own === null ? there.id : here.id);
		}
	});

	test('the mother’s discharge against a newborn’s first bed: nobody is left behind', async () => {
		for (let round = 0; round < rounds; round++) {
			const ward = await makeWard(2);
			const [bed = '', cot = ''] = ward.beds;
			const mother = await makeInpatient(ward, bed);
			const child = await makeInpatient(ward, null, mother);
			const [left, moved] = await race(discharge(mother), moveTo(child, cot));
			expect(moved).toBeNull();
			expect([null, 'LN023']).toContain(left);
			expect(await isOpen(mother)).toBe(left !== null);
			expect(await bedOf(child)).toBe(cot);
		}
	});
});
