import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClinicDoctor, createVisitType, at } from '../../support/clinic.ts';
import {
	connect,
	databaseUrl,
	takeAway,
	TestDatabase,
	type Person
} from '../../support/database.ts';
import { createWard, createWardStaff, type Ward } from '../../support/ward.ts';

/*
 * Races of what is begun for a patient with the record being put away or a death written down: by real connections that
 * commit. Whoever is first, no work is left open for a record that is gone. What they leave is theirs and is taken away.
 */

const rounds = 8;
let pool: pg.Pool;
let owner: pg.Client;
let db: TestDatabase;
let reception: Person;
let manager: Person;
let ward: Ward;
let doctor: Awaited<ReturnType<typeof createClinicDoctor>>;
let visitTypeId: string;
let departmentId: string;
const patients: string[] = [];

beforeAll(async () => {
	owner = await connect();
	db = new TestDatabase(owner);
	pool = new pg.Pool({ connectionString: databaseUrl(), max: 24 });
	reception = await db.createStaff('receptionist');
	ward = await createWard(db, 1);
	manager = await createWardStaff(db, 'ward_manager', ward);
	doctor = await createClinicDoctor(db);
	visitTypeId = await createVisitType(db);
	departmentId = await db.value('select department_id from public.specialties where id = $1', [
		doctor.specialtyId
	]);
});

afterAll(async () => {
	await pool.end();
	const of = (table: string): [string, unknown[]] => [
		`delete from public.${table} where patient_id = any ($1)`,
		[patients]
	];
	await takeAway([
		...[
			'deliveries',
			'bed_requests',
			'queue_tokens',
			'waitlist_entries',
			'appointments',
			'admissions'
		].map(of),
		['delete from private.queue_counters where department_id = $1', [departmentId]],
		['delete from public.staff_wards where ward_id = $1', [ward.id]],
		['delete from public.beds where ward_id = $1', [ward.id]],
		['delete from public.ward_rooms where ward_id = $1', [ward.id]],
		[
			`with gone as (delete from public.wards where id = $1 returning department_id)
			delete from public.departments where id in (select department_id from gone)`,
			[ward.id]
		],
		['delete from public.availability_rules where doctor_id = $1', [doctor.doctorId]],
		['delete from public.doctors where id = $1', [doctor.doctorId]],
		['delete from public.staff where user_id = any ($1)', [[reception.id, manager.id, doctor.id]]],
		['delete from auth.users where id = any ($1)', [[reception.id, manager.id, doctor.id]]],
		['delete from public.specialties where id = $1', [doctor.specialtyId]],
		['delete from public.departments where id = $1', [departmentId]],
		['delete from public.visit_types where id = $1', [visitTypeId]],
		['delete from public.patients where id = any ($1)', [patients]]
	]);
	await owner.end();
});

/** One statement as somebody in a transaction of its own, which holds what it has for a moment. */
async function attempt(person: Person, sql: string, values: unknown[]): Promise<string> {
	const client = await pool.connect();
	try {
		await client.query('begin');
		await client.query(
			`select set_config('role', 'authenticated', true), set_config('request.jwt.claims', $1, true)`,
			[JSON.stringify({ sub: person.id, role: 'authenticated' })]
		);
		await client.query(sql, values);
		await client.query('select pg_sleep(0.02)');
		await client.query('commit');
		return 'done';
	} catch (error) {
		await client.query('rollback');
		if (!(error instanceof pg.DatabaseError)) throw error;
		return [error.code, error.constraint].filter(Boolean).join(' ');
	} finally {
		client.release();
	}
}

const beginnings: [string, () => Person, string, (place: number) => unknown[]][] = [
	['admission', () => manager, 'select public.admit_patient($1, $2)', () => [ward.id]],
	['request for a bed', () => manager, 'select public.request_bed($1, $2)', () => [ward.id]],
	[
		'wish',
		() => reception,
		'select public.join_waitlist($1, $2, $3)',
		() => [visitTypeId, doctor.doctorId]
	],
	['token', () => reception, 'select public.take_token($2, $1)', () => [departmentId]],
	[
		'booking',
		() => reception,
		'select public.book_appointment($1, $2, $3, $4)',
		(place) => [doctor.doctorId, at(3 + place, '09:00'), visitTypeId]
	]
];

const endings: [string, string, unknown[]][] = [
	[
		'archiving',
		'select public.archive_patient($1, $2, (select updated_at from public.patients where id = $1))',
		['Entered twice']
	],
	[
		'a death',
		'select public.record_death($1, now() - $2::interval, (select updated_at from public.patients where id = $1))',
		['1 hour']
	]
];

/** Open work of records that are archived or of patients who have died, by the registry itself. */
async function left(ids: string[]): Promise<string[]> {
	const tables = await db.rows<{ table_name: string; open: string }>(
		`select table_name, replace(open_when, '{row}', 'work') as open from private.patient_work where open_when is not null`
	);
	const found: string[] = [];
	for (const { table_name, open } of tables) {
		const count = await db.value<number>(
			`select count(*)::int from ${table_name} work join public.patients patient on patient.id = work.patient_id
			where patient.id = any ($1) and (patient.archived_at is not null or patient.deceased_at is not null) and (${open})`,
			[ids]
		);
		if (count > 0) found.push(`${table_name}: ${count}`);
	}
	return found;
}

describe.each(endings)('beside %s', (_name, end, more) => {
	test.each(beginnings)(
		'%s: whoever is first, none is left open',
		async (_what, who, sql, values) => {
			const ids: string[] = [];
			for (let round = 0; round < rounds; round++) ids.push(await db.createPatient());
			patients.push(...ids);
			const outcomes = await Promise.all(
				ids.flatMap((id, place) => {
					const pair = [
						() => attempt(who(), sql, [id, ...values(place)]),
						() => attempt(reception, end, [id, ...more])
					];
					if (place % 2) pair.reverse();
					return pair.map((run) => run());
				})
			);
			expect(await left(ids)).toEqual([]);
			expect(outcomes.filter((outcome) => /^(40|55)/.test(outcome))).toEqual([]);
		}
	);
});
