import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addMany } from '../../seed/big.ts';
import { loadDemo } from '../../seed/load.ts';
import { addRecords } from '../../seed/records.ts';
import { clusterWith } from '../clusters.ts';
import { removeData, startDatabase, type Database } from '../postgres.ts';

const state = mkdtempSync(join(tmpdir(), 'lantern-seed-'));
let database: Database;
let client: pg.Client;

beforeAll(async () => {
	database = await startDatabase({
		stateDirectory: state,
		fsync: false,
		copyOf: await clusterWith('demo')
	});
	client = new pg.Client({ connectionString: database.databaseUrl('postgres') });
	await client.connect();
}, 120_000);

afterAll(async () => {
	await client?.end();
	await database?.stop();
	removeData(state);
});

async function figures(sql: string): Promise<Record<string, number>> {
	const { rows } = await client.query<Record<string, unknown>>(sql);
	return Object.fromEntries(
		Object.entries(rows[0] ?? {}).map(([name, value]) => [name, Number(value)])
	);
}

test('the demo hospital is as large as promised', async () => {
	expect(
		await figures(`select
			(select count(*) from departments) as departments, (select count(*) from doctors) as doctors,
			(select count(*) from staff) as staff, (select count(distinct position) from staff) as positions,
			(select count(*) from wards) as wards, (select count(*) from beds) as beds,
			(select count(*) from patients) as patients`)
	).toEqual({
		departments: 8,
		doctors: 24,
		staff: 64,
		positions: 10,
		wards: 6,
		beds: 120,
		// And one who is there twice, for reception to find out, three newborns, and three a job finds.
		patients: 607
	});
});

test('four beds in five are taken, every other state is there, and two people wait', async () => {
	const { occupied, states, waiting } = await figures(`select
		(select count(*) from bed_stays where upper_inf(period)) as occupied,
		(select count(distinct reason) from bed_closures where ended_at is null) as states,
		(select count(*) from admissions where discharged_at is null
			and mother_admission_id is null
			and id not in (select admission_id from bed_stays where upper_inf(period))) as waiting`);
	expect(occupied).toBe(96);
	expect(states).toBe(3);
	expect(waiting).toBe(2);
});

test('today is busy, above all for the doctor people look at first', async () => {
	const { hospital, doctor } = await figures(`select count(*) as hospital,
			count(*) filter (where doctors.name = 'Dr. Amara Osei') as doctor
		from appointments
		join doctors on doctors.id = doctor_id
		where (starts_at at time zone 'Europe/Madrid')::date = (now() at time zone 'Europe/Madrid')::date`);
	expect(hospital).toBeGreaterThan(40);
	expect(doctor).toBeGreaterThan(8);
});

test('every visit to come lies where a slot could be offered, unless its doctor has changed hours or lengths since', async () => {
	const { visits, outside } =
		await figures(`select count(*) as visits, count(*) filter (where not exists (
			select from private.slots(array[doctor_id], starts_at, starts_at + interval '1 minute', visit_type_id, true) as slot
			where slot.starts_at = appointments.starts_at and slot.ends_at = appointments.ends_at
		)) as outside
		from appointments
		join visit_types on visit_types.id = visit_type_id
		-- The time of one who has died is kept for whoever waits.
		where starts_at > now() + interval '2 days' and bookable_by_patient and appointments.status <> 'cancelled'
			and not exists (
				select from doctor_visit_types own
				where own.doctor_id = appointments.doctor_id and own.visit_type_id = appointments.visit_type_id
			)
			and not exists (
				select from availability_exceptions away
				where away.doctor_id = appointments.doctor_id and away.kind <> 'extra'
					and away.starts_at < appointments.ends_at and away.ends_at > appointments.starts_at
			)`);
	expect(visits).toBeGreaterThan(300);
	expect(outside).toBe(0);
});

test('everybody can sign in, as what they are', async () => {
	const { rows } = await client.query<{ email: string; role_id: string; right: boolean }>(`
		select split_part(users.email, '@', 1) as email, role_id,
			extensions.crypt('Lantern-2026', encrypted_password) = encrypted_password as right
		from auth.users
		join auth.identities on identities.user_id = users.id
		join user_roles on user_roles.user_id = users.id
		where users.email in ('admin@lantern.example', 'doctor@lantern.example', 'patient@lantern.example')
		order by users.email`);
	expect(rows).toEqual([
		{ email: 'admin', role_id: 'admin', right: true },
		{ email: 'doctor', role_id: 'doctor', right: true },
		{ email: 'patient', role_id: 'patient', right: true }
	]);
});

test('the seed leaves no helper, no pause of a trigger and no trace in the log', async () => {
	expect(
		await figures(`select
			(select count(*) from pg_namespace where nspname = 'demo') as helpers,
			(select count(*) from pg_trigger where tgenabled = 'D') as paused,
			-- What roles may from the beginning is logged as the migrations say it, and what people did as theirs.
			(select count(*) from audit.events
				where table_name not in ('permissions', 'role_permissions') and actor_id is null) as logged`)
	).toEqual({ helpers: 0, paused: 0, logged: 0 });
});

test('loading again changes nothing', async () => {
	const count = () => figures('select count(*) as visits from appointments');
	const before = await count();
	await loadDemo(database.databaseUrl('postgres'));
	expect(await count()).toEqual(before);
});

test('generated patients can be found, and generated visits fill their doctors’ days', async () => {
	await addMany(database.databaseUrl('postgres'), { patients: 500, appointments: 2000, beds: 80 });
	expect(
		await figures(`select
			(select count(*) from patients) as patients,
			(select count(*) from appointments join doctors on doctors.id = doctor_id where name like 'Dr. Generated %') as visits,
			(select count(*) from beds) as beds,
			(select count(*) from bed_stays where upper_inf(period)) as occupied,
			(select count(*) from pg_trigger where tgenabled = 'D') as paused,
			(select count(distinct patient_id) from private.patient_name_entries) as searchable`)
	).toEqual({
		patients: 1107,
		visits: 2000,
		beds: 200,
		occupied: 96 + 64,
		paused: 0,
		// Those who have moved away are not.
		searchable: 1104
	});
}, 60_000);

test('records of ten years hang together, and of one in a hundred are very long', async () => {
	await addRecords(database.databaseUrl('postgres'), 100);
	expect(
		await figures(`with mine as (
			select patients.id, (select count(*) from notes where patient_id = patients.id) as notes
			from patients order by mrn desc limit 100
		)
		select count(*) filter (where notes > 1000) as long, count(*) filter (where notes between 2 and 1000) as usual,
			(select count(*) from encounters where status = 'signed' and not exists (select from notes where encounter_id = encounters.id)
				and patient_id in (select id from mine)) as empty,
			(select count(*) from diagnoses where patient_id = (select id from mine order by mine.notes desc limit 1)) +
			(select count(distinct measured_at) from measurements where patient_id = (select id from mine order by mine.notes desc limit 1)) +
			(select count(*) from documents where patient_id = (select id from mine order by mine.notes desc limit 1)) + max(notes) >= 5000 as many,
			(select count(*) from pg_trigger where tgenabled = 'D') as paused
		from mine`)
	).toEqual({ long: 1, usual: 99, empty: 0, many: 1, paused: 0 });
}, 120_000);

test('more visits than patients can take are refused, and nothing is added', async () => {
	const count = () => figures('select count(*) as doctors from doctors');
	const before = await count();
	await expect(
		addMany(database.databaseUrl('postgres'), { patients: 1, appointments: 1000, beds: 0 })
	).rejects.toThrow('Add --patients');
	expect(await count()).toEqual(before);
	expect(await figures('select count(*) as patients from patients')).toEqual({ patients: 1207 });
});
