import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
	connect,
	databaseUrl,
	takeAway,
	TestDatabase,
	type Person
} from '../../support/database.ts';
import { createWard, type Ward } from '../../support/ward.ts';

/*
 * Races about beds that are kept: by real connections that commit. What they leave is theirs and is taken
 * away at the end.
 */

const clients = 20;
let pool: pg.Pool;
let owner: pg.Client;
let db: TestDatabase;
const made = { users: [] as string[], patients: [] as string[], departments: [] as string[] };
let manager: Person;

beforeAll(async () => {
	owner = await connect();
	db = new TestDatabase(owner);
	pool = new pg.Pool({ connectionString: databaseUrl(), max: clients });
	manager = await db.createStaff('bed_manager');
	made.users.push(manager.id);
});

afterAll(async () => {
	await pool.end();
	const { users, patients, departments } = made;
	const wards = `(select id from public.wards where department_id = any ($1))`;
	await takeAway([
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
		['delete from public.staff where user_id = any ($1)', [users]],
		['delete from auth.users where id = any ($1)', [users]],
		['delete from public.patients where id = any ($1)', [patients]],
		['delete from public.departments where id = any ($1)', [departments]]
	]);
	await owner.end();
});

/** Runs one statement as the bed manager in a transaction of its own: null, or the SQLSTATE and constraint. */
async function attempt(sql: string, values: unknown[]): Promise<string | null> {
	const client = await pool.connect();
	try {
		await client.query('begin');
		await client.query(
			`select set_config('role', 'authenticated', true), set_config('request.jwt.claims', $1, true)`,
			[JSON.stringify({ sub: manager.id, role: 'authenticated' })]
		);
		await client.query(sql, values);
		await client.query('commit');
		return null;
	} catch (error) {
		await client.query('rollback');
		if (!(error instanceof pg.DatabaseError)) throw error;
		return [error.code, error.constraint].filter(Boolean).join(' ');
	} finally {
		client.release();
	}
}

const reserve = (requestId: string, bedId: string | undefined) =>
	attempt('select public.reserve_bed($1, $2)', [requestId, bedId]);
const placeIn = (requestId: string, bedId: string | null | undefined = null) =>
	attempt('select public.place_patient($1, $2)', [requestId, bedId]);
const admitTo = (patientId: string, ward: Ward, bedId: string | null | undefined) =>
	attempt('select public.admit_patient($1, $2, $3)', [patientId, ward.id, bedId]);
const lapse = async () => {
	await pool.query('select private.lapse_bed_reservations()');
	return null;
};

async function makeWard(beds: number): Promise<Ward> {
	const ward = await createWard(db, beds);
	made.departments.push(
		await db.value<string>('select department_id from public.wards where id = $1', [ward.id])
	);
	return ward;
}

async function makePatient(): Promise<string> {
	const id = await db.createPatient();
	made.patients.push(id);
	return id;
}

/** Somebody outside the hospital a bed is asked for on the ward. */
async function makeRequest(ward: Ward): Promise<{ id: string; patientId: string }> {
	const patientId = await makePatient();
	const id = await db.value<string>(
		'insert into public.bed_requests (patient_id, ward_id, requested_by) values ($1, $2, $3) returning id',
		[patientId, ward.id, manager.id]
	);
	return { id, patientId };
}

const many = async <Item>(count: number, make: () => Promise<Item>): Promise<Item[]> => {
	const items: Item[] = [];
	while (items.length < count) items.push(await make());
	return items;
};

const ok = (outcomes: (string | null)[]) => outcomes.filter((outcome) => outcome === null).length;

/** Whatever happened, the tables may not contradict each other. */
async function expectWhole(ward: Ward) {
	const contradictions = await db.rows(
		`select 'somebody lies in a bed kept for another' as wrong
		from public.bed_stays stay join public.bed_reservations kept using (bed_id)
		where stay.ward_id = $1 and stay.is_current and kept.ended_at is null
			and kept.expires_at > now() and kept.patient_id <> stay.patient_id
		union all
		select 'a closed bed is kept or taken'
		from public.bed_closures closure
		where closure.ward_id = $1 and closure.ended_at is null and (
			exists (select from public.bed_stays stay where stay.bed_id = closure.bed_id and stay.is_current)
			or exists (select from public.bed_reservations kept
				where kept.bed_id = closure.bed_id and kept.ended_at is null and kept.expires_at > now())
		)
		union all
		select 'a request is ' || request.status || ' and its patient lies ' || coalesce(stay.bed_id::text, 'nowhere')
		from public.bed_requests request
		left join public.bed_stays stay on stay.patient_id = request.patient_id and stay.is_current
		where request.ward_id = $1 and (
			(request.status in ('open', 'reserved') and request.from_bed_id is null and stay.id is not null)
			or (request.status = 'fulfilled' and stay.id is null)
		)
		union all
		select 'a bed is kept for a request that is over'
		from public.bed_reservations kept join public.bed_requests request on request.id = kept.request_id
		where kept.ward_id = $1 and kept.ended_at is null and request.status in ('fulfilled', 'withdrawn')
		union all
		select 'admitted without a bed and without a request'
		from public.admissions admission
		where admission.ward_id = $1 and admission.discharged_at is null
			and not exists (select from public.bed_stays stay where stay.admission_id = admission.id and stay.is_current)
			and not exists (select from public.bed_requests request
				where request.admission_id = admission.id and request.status in ('open', 'reserved'))`,
		[ward.id]
	);
	expect(contradictions).toEqual([]);
}

describe('many at once', () => {
	test('twenty requests want one bed: it is kept for one, the others are told', async () => {
		const ward = await makeWard(1);
		const requests = await many(clients, () => makeRequest(ward));
		const outcomes = await Promise.all(requests.map(({ id }) => reserve(id, ward.beds[0])));
		expect(ok(outcomes)).toBe(1);
		expect(new Set(outcomes)).toEqual(new Set([null, 'LN019']));
		await expectWhole(ward);
	});

	test('two bed managers reserve one bed for the same patient: it is kept once', async () => {
		const ward = await makeWard(2);
		const request = await makeRequest(ward);
		const outcomes = await Promise.all(
			Array.from({ length: clients }, (_, nth) => reserve(request.id, ward.beds[nth % 2]))
		);
		expect(new Set(outcomes)).toEqual(new Set([null]));
		expect(
			await db.count(
				`select from public.bed_reservations where request_id = $1 and ended_at is null`,
				[request.id]
			)
		).toBe(1);
		await expectWhole(ward);
	});

	test('reserving against admitting: a bed is somebody’s, and nobody else’s', async () => {
		const ward = await makeWard(3);
		const requests = await many(clients / 2, () => makeRequest(ward));
		const patients = await many(clients / 2, makePatient);
		const outcomes = await Promise.all(
			requests.flatMap(({ id }, nth) => [
				reserve(id, ward.beds[nth % 3]),
				admitTo(patients[nth] ?? '', ward, ward.beds[nth % 3])
			])
		);
		expect(ok(outcomes)).toBe(3);
		expect(
			outcomes.filter(
				(outcome) => !['LN019', 'LN005', '23P01 bed_stays_bed_taken'].includes(outcome ?? 'LN019')
			)
		).toEqual([]);
		await expectWhole(ward);
	});

	test('reserving a bed while its patient is admitted to it: the request is done, nothing is kept', async () => {
		const ward = await makeWard(clients / 2);
		const requests = await many(clients / 2, () => makeRequest(ward));
		const outcomes = await Promise.all(
			requests.flatMap(({ id, patientId }, nth) => [
				reserve(id, ward.beds[nth]),
				admitTo(patientId, ward, ward.beds[nth])
			])
		);
		// Whoever is admitted first leaves nothing to reserve for.
		expect(outcomes.filter((outcome) => outcome && outcome !== 'LN022')).toEqual([]);
		expect(
			await db.count(
				`select from public.bed_requests where ward_id = $1 and status = 'fulfilled'`,
				[ward.id]
			)
		).toBe(clients / 2);
		await expectWhole(ward);
	});

	test('placing while the reservation lapses, and others want the bed: one lies there', async () => {
		for (let round = 0; round < 4; round++) {
			const ward = await makeWard(1);
			const request = await makeRequest(ward);
			await reserve(request.id, ward.beds[0]);
			await db.rows(
				`update public.bed_reservations set expires_at = clock_timestamp() + interval '30 milliseconds'
				where request_id = $1`,
				[request.id]
			);
			const rivals = await many(6, makePatient);
			await db.rows('select pg_sleep(0.02)');
			const outcomes = await Promise.all([
				placeIn(request.id),
				lapse(),
				...rivals.map((rival) => admitTo(rival, ward, ward.beds[0])),
				lapse(),
				placeIn(request.id)
			]);
			expect(
				outcomes.filter(
					(outcome) => outcome && !['LN019', 'LN022', '23P01 bed_stays_bed_taken'].includes(outcome)
				)
			).toEqual([]);
			expect(
				await db.count(`select from public.bed_stays where ward_id = $1 and is_current`, [ward.id])
			).toBeLessThanOrEqual(1);
			await expectWhole(ward);
		}
	});

	test('reserving against closing: a closed bed is kept for nobody', async () => {
		const ward = await makeWard(5);
		const requests = await many(clients / 2, () => makeRequest(ward));
		const outcomes = await Promise.all([
			...requests.map(({ id }, nth) => reserve(id, ward.beds[nth % 5])),
			...requests.map((_, nth) => attempt('select public.close_bed($1)', [ward.beds[nth % 5]]))
		]);
		const expected = ['LN005', 'LN019', '23505 bed_closures_one_open'];
		expect(outcomes.filter((outcome) => outcome && !expected.includes(outcome))).toEqual([]);
		expect(
			await db.count('select from public.bed_closures where ward_id = $1 and ended_at is null', [
				ward.id
			])
		).toBe(5);
		await lapse();
		expect(
			await db.count(`select from public.bed_requests where ward_id = $1 and status = 'open'`, [
				ward.id
			])
		).toBe(clients / 2);
		await expectWhole(ward);
	});

	test('asking, admitting, placing, giving back and withdrawing cross each other: no deadlock, nothing half done', async () => {
		const ward = await makeWard(6);
		const requests = await many(8, () => makeRequest(ward));
		for (let round = 0; round < 3; round++) {
			const outcomes = await Promise.all(
				requests.flatMap(({ id, patientId }, nth) => [
					reserve(id, ward.beds[(nth + round) % 6]),
					placeIn(id, ward.beds[(nth + 2 * round) % 6]),
					admitTo(patientId, ward, nth % 2 ? null : ward.beds[nth % 6]),
					attempt('select public.withdraw_bed_request($1)', [nth % 3 ? null : id]),
					attempt(
						`select public.release_reservation(kept.id) from public.bed_reservations kept
						where kept.request_id = $1 and kept.ended_at is null`,
						[id]
					),
					attempt('select public.request_bed($1, $2)', [patientId, ward.id])
				])
			);
			const expected = [
				'LN005',
				'LN006',
				'LN019',
				'LN022',
				'22023',
				'PT404',
				'23P01 bed_stays_bed_taken',
				'23505 admissions_one_open',
				'23505 bed_requests_one_open'
			];
			expect(outcomes.filter((outcome) => outcome && !expected.includes(outcome))).toEqual([]);
			await expectWhole(ward);
		}
	});
});
