import pg from 'pg';
import {
	connect,
	describe,
	expect,
	testApart,
	TestDatabase,
	type Person
} from '../../support/database.ts';
import { admit, createWard, createWardStaff } from '../../support/ward.ts';
import { createVisitType } from '../../support/clinic.ts';

/* In a database of the file's own: some of it makes tables. */
const test = testApart;

interface Encounter extends Record<string, unknown> {
	id: string;
	kind: string;
	status: string;
	staff_name: string;
}

const start = (
	db: TestDatabase,
	patientId: string,
	of: { visit?: string; stay?: string; at?: string } = {}
) =>
	db.row<Encounter>('select * from public.start_encounter($1, $2, $3, $4)', [
		patientId,
		of.visit ?? null,
		of.stay ?? null,
		of.at ?? null
	]);

/** What a command that is to come does when it signs. */
const sign = (db: TestDatabase, id: string) =>
	db.rows(
		`update public.encounters set status = 'signed', signed_at = now(), ended_at = now(), signed_name = 'Dr. Person'
		where id = $1`,
		[id]
	);

/** A doctor with a patient on a ward, and a visit of today. */
async function seen(db: TestDatabase) {
	const ward = await createWard(db);
	const doctor = await db.createDoctor();
	const patient = await db.createPortalPerson();
	const manager = await createWardStaff(db, 'ward_manager', ward);
	const stay = await db.as(manager, () =>
		admit(db, patient.patientId, ward.id, ward.beds[0] ?? null)
	);
	await db.rows('update public.admissions set attending_id = $1 where id = $2', [
		doctor.doctorId,
		stay.id
	]);
	const visitId = await db.value<string>(
		`insert into public.appointments (patient_id, doctor_id, visit_type_id, starts_at, ends_at, status)
		values ($1, $2, $3, now() - interval '5 minutes', now() + interval '25 minutes', 'confirmed') returning id`,
		[patient.patientId, doctor.doctorId, await createVisitType(db)]
	);
	return { doctor, patient, stayId: stay.id, visitId };
}

/** A table of another domain whose rows hang on encounters. */
const findings = (db: TestDatabase) =>
	db.rows(
		`create table public.findings (
			id uuid primary key default gen_random_uuid(), encounter_id uuid references public.encounters,
			patient_id uuid, text text, error text, found_by uuid references public.staff on delete set null
		);
		select private.frozen_with_encounter('{public.findings}', '{error}')`
	);

const refusal = (db: TestDatabase, sql: string, values: unknown[]) =>
	db.refusal('owner', () => db.rows(sql, values));

describe('an encounter', () => {
	test('is one for each colleague and stay until it is signed', async ({ db }) => {
		const { doctor, patient, stayId } = await seen(db);
		const first = await db.as(doctor, () => start(db, patient.patientId, { stay: stayId }));
		expect(first).toMatchObject({ kind: 'stay', status: 'open', staff_name: doctor.name });
		const again = await db.as(doctor, () => start(db, patient.patientId, { stay: stayId }));
		expect(again.id).toBe(first.id);
		const visitless = await db.as(doctor, () => start(db, patient.patientId));
		expect(visitless).toMatchObject({ kind: 'other' });
		expect(visitless.id).not.toBe(first.id);

		await sign(db, first.id);
		const next = await db.as(doctor, () => start(db, patient.patientId, { stay: stayId }));
		expect(next.id).not.toBe(first.id);
	});

	test('of a visit takes who is checked in into consultation', async ({ db }) => {
		const { doctor, patient, visitId } = await seen(db);
		const status = () =>
			db.value('select status from public.appointments where id = $1', [visitId]);
		await db.as(doctor, () => start(db, patient.patientId, { visit: visitId }));
		expect(await status()).toBe('confirmed');
		await db.rows(`update public.appointments set status = 'checked_in' where id = $1`, [visitId]);
		const { kind } = await db.as(doctor, () => start(db, patient.patientId, { visit: visitId }));
		expect([kind, await status()]).toEqual(['visit', 'in_consultation']);
	});

	test('is not begun at a visit that did not come about, for both at once, or in the future', async ({
		db
	}) => {
		const { doctor, patient, visitId, stayId } = await seen(db);
		const tried = (of: Parameters<typeof start>[2]) =>
			db.refusal(doctor, () => start(db, patient.patientId, of));
		expect((await tried({ visit: visitId, stay: stayId })).hint).toBe('p_admission_id');
		expect((await tried({ at: '2999-01-01' })).hint).toBe('p_started_at');
		await db.rows(
			`update public.appointments set status = 'cancelled', cancelled_at = now() where id = $1`,
			[visitId]
		);
		expect((await tried({ visit: visitId })).code).toBe('LN003');
		const other = await seen(db);
		expect((await tried({ visit: other.visitId })).code).toBe('PT404');
		expect((await tried({ stay: other.stayId })).code).toBe('PT404');
		expect(
			await db.count('select from public.encounters where patient_id = $1', [patient.patientId])
		).toBe(0);
	});

	test('is read with the chart open, and by the patient once it is signed', async ({ db }) => {
		const { doctor, patient, stayId } = await seen(db);
		const { id } = await db.as(doctor, () => start(db, patient.patientId, { stay: stayId }));
		const read = (who: Person) =>
			db.as(who, () => db.count('select from public.encounters where id = $1', [id]));
		expect([await read(doctor), await read(patient)]).toEqual([0, 0]);
		await db.as(doctor, () => db.rows('select public.open_chart($1)', [patient.patientId]));
		expect([await read(doctor), await read(patient)]).toEqual([1, 0]);
		await sign(db, id);
		expect([await read(doctor), await read(patient)]).toEqual([1, 1]);
	});
});

describe('what hangs on an encounter', () => {
	test('is not made, changed, moved or deleted once it is signed', async ({ db }) => {
		const { doctor, patient } = await seen(db);
		await findings(db);
		const { id } = await db.as(doctor, () => start(db, patient.patientId));
		const rowId = await db.value<string>(
			`insert into public.findings (encounter_id, text, found_by) values ($1, 'Murmur', $2) returning id`,
			[id, doctor.staffId]
		);
		const loose = await db.value<string>(
			`insert into public.findings (text) values ('Loose') returning id`
		);
		await sign(db, id);
		const before = await db.rows('select * from public.findings order by id');
		for (const [sql, values] of [
			[`insert into public.findings (encounter_id, text) values ($1, 'Late')`, [id]],
			[`update public.findings set text = 'Other' where id = $1`, [rowId]],
			['update public.findings set encounter_id = null where id = $1', [rowId]],
			['update public.findings set encounter_id = $1 where id = $2', [id, loose]],
			['delete from public.findings where id = $1', [rowId]]
		] as [string, unknown[]][]) {
			expect((await refusal(db, sql, values)).code, sql).toBe('LN032');
		}
		expect(await db.rows('select * from public.findings order by id')).toEqual(before);

		// What was left free, a merge, an account that goes, and what hangs on nothing.
		await db.rows(
			`update public.findings set error = 'Other patient', patient_id = $2, found_by = null where id = $1`,
			[rowId, patient.patientId]
		);
		await db.rows(`update public.findings set text = 'Changed' where id = $1`, [loose]);
	});
});

/* Connections that commit, in a database of the file's own. */
describe('a late row and the signature', () => {
	const two = testApart.extend<{ pair: [TestDatabase, TestDatabase] }>({
		pair: async ({ apart }, use) => {
			const clients = [await connect(apart), await connect(apart)];
			await use(clients.map((client) => new TestDatabase(client)) as [TestDatabase, TestDatabase]);
			for (const client of clients) await client.end();
		}
	});
	/** A promise's end, and whether it is there while somebody else still holds the lock. */
	async function waiting(run: Promise<unknown>, holder: TestDatabase) {
		const end = run.then(
			() => 'done',
			(error: unknown) => (error instanceof pg.DatabaseError ? error.code : String(error))
		);
		await expect
			.poll(() =>
				holder.count(
					`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
				)
			)
			.toBeGreaterThan(0);
		return { end };
	}

	two('who comes second finds what the first did', async ({ pair: [one, other] }) => {
		await one.rows('begin');
		const { doctor, patient } = await seen(one);
		await findings(one);
		const add = (id: string) =>
			other.rows(`insert into public.findings (encounter_id, text) values ($1, 'Late')`, [id]);
		const { id } = await one.as(doctor, () => start(one, patient.patientId));
		await one.rows('commit');
		await one.rows('begin');
		await sign(one, id);
		const late = await waiting(add(id), one);
		await one.rows('commit');
		expect(await late.end).toBe('LN032');

		// The other way round, the signature waits and is of all that was written.
		await one.rows('begin');
		const next = await one.as(doctor, () => start(one, patient.patientId));
		await one.rows('commit');
		await other.rows('begin');
		await add(next.id);
		const signature = await waiting(sign(one, next.id), other);
		await other.rows('commit');
		expect(await signature.end).toBe('done');
		expect(await one.rows('select encounter_id from public.findings')).toEqual([
			{ encounter_id: next.id }
		]);
	});
});
