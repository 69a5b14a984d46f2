import { readFileSync } from 'node:fs';
import pg from 'pg';

/** How much to add to a hospital that has been set up (see `load.ts`). */
export interface Size {
	patients: number;
	/** Visits of doctors made for the purpose, so that nobody's own list is touched. */
	appointments: number;
	/** Beds on wards made for the purpose, four in five occupied. */
	beds: number;
	/** Over so many years visits are spread before another doctor is made; 5 if nothing is said. */
	years?: number;
}

/** Told as the work goes on; `of` is the number wanted. */
export type Progress = (what: string, done: number, of: number) => void;

/** Rows per statement: enough to be set-based, few enough to show that something happens. */
const batchSize = 50_000;
/** Half hours a generated doctor works on a weekday; 12 of 16 are taken, so slots stay free. */
const visitsPerDay = 12;
const bedsPerWard = 40;
/** Visits go from this many working days ahead back into the past. */
const workingDaysAhead = 20;
const workingDaysAYear = 250;

const namesFile = new URL('./demo/04_names.sql', import.meta.url);

/** From so many rows on a table's indexes are built anew rather than kept up. */
const many = 100_000;

/**
 * Adds generated patients, visits and beds, all or nothing. Every constraint checks every row.
 * Triggers pause: the load is not news and not logged, and no history events are written for the
 * visits; the search index is rebuilt at the end. While many are added nobody else can read those tables.
 *
 * @param databaseUrl connection string of the role `postgres`
 * @throws if the visits or beds need more patients than there are
 */
export async function addMany(
	databaseUrl: string,
	size: Size,
	progress: Progress = () => {}
): Promise<void> {
	const client = new pg.Client({ connectionString: databaseUrl, application_name: 'seed' });
	await client.connect();
	try {
		await beginAlone(
			client,
			[size.patients >= many && 'patients', size.appointments >= many && 'appointments'].filter(
				(table) => table !== false
			)
		);
		await client.query(`set local statement_timeout = 0; set local maintenance_work_mem = '256MB';
			set local work_mem = '64MB'; select setseed(0.5)`);
		// Held until the end: the triggers must be off for nobody else's writes.
		await setTriggers(client, 'disable');
		await anew(client, 'public.patients', size.patients >= many, progress, () =>
			addPatients(client, size.patients, progress)
		);
		await anew(client, 'public.appointments', size.appointments >= many, progress, () =>
			addVisits(client, size.appointments, size.years, progress)
		);
		await addBeds(client, size.beds, progress);
		await setTriggers(client, 'enable');
		// What the triggers that were off would have said of who cares for whom.
		await client.query('select private.rebuild_care_access()');
		if (size.patients > 0) {
			progress('names for the search', 0, size.patients);
			await client.query('select private.rebuild_patient_search()');
		}
		await client.query('commit');
		await client.query('vacuum (analyze) private.patient_name_entries');
		await client.query('analyze');
	} finally {
		await client.end();
	}
}

const deadlock = '40P01';

/**
 * Begins with all locks that making tables anew will take, on what they refer to as well. A job that reads those tables
 * in another order may be waiting in a circle with it: then nothing has been done yet, and it is tried again.
 */
export async function beginAlone(client: pg.Client, tables: string[]): Promise<void> {
	const { rows } = await client.query<{ all: string | null }>(
		`select string_agg(distinct touched::regclass::text, ', ') as all
		from pg_class own
		left join pg_constraint key on key.conrelid = own.oid and key.contype = 'f'
		cross join lateral (values (own.oid), (key.confrelid)) as part (touched)
		where own.relnamespace = 'public'::regnamespace and own.relname = any ($1) and touched is not null`,
		[tables]
	);
	for (let attempt = 1; ; attempt++) {
		await client.query('begin');
		try {
			if (rows[0]?.all) await client.query(`lock table ${rows[0].all} in access exclusive mode`);
			return;
		} catch (error) {
			await client.query('rollback');
			if (attempt === 5 || (error as pg.DatabaseError).code !== deadlock) throw error;
		}
	}
}

const filled = ['patients', 'appointments', 'staff', 'doctors', 'availability_rules', 'wards'];
const wardTables = ['ward_rooms', 'beds', 'admissions', 'bed_stays', 'housekeeping_tasks'];

async function setTriggers(client: pg.Client, what: 'disable' | 'enable'): Promise<void> {
	for (const table of [...filled, ...wardTables]) {
		await client.query(`alter table public.${table} ${what} trigger user`);
	}
}

/**
 * Adds rows to a table without its indexes, uniqueness, exclusions and foreign keys, and then builds those: at once
 * they take a fraction of the time, and check every row all the same.
 */
export async function anew(
	client: pg.Client,
	table: string,
	worthIt: boolean,
	progress: Progress,
	add: () => Promise<unknown>
): Promise<void> {
	if (!worthIt) return void (await add());
	const { rows } = await client.query<{ off: string; back: string }>(
		`select off, back from (
			-- What other tables refer to stays.
			select 1 as turn, conname as name,
				format('alter table %s drop constraint %I', conrelid::regclass, conname) as off,
				format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) as back
			from pg_constraint own
			where conrelid = $1::regclass and contype in ('u', 'x') and not exists (
				select from pg_constraint other where other.contype = 'f' and other.conindid = own.conindid
			)
			union all
			select 2, conname,
				format('alter table %s drop constraint %I', conrelid::regclass, conname),
				format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
			from pg_constraint
			where conrelid = $1::regclass and contype = 'f'
			union all
			select 0, indexrelid::regclass::text,
				format('drop index %s', indexrelid::regclass), pg_get_indexdef(indexrelid)
			from pg_index
			where indrelid = $1::regclass and not exists (
				select from pg_constraint where conindid = indexrelid
			)
		) as part order by turn, name`,
		[table]
	);
	for (const { off } of rows) await client.query(off);
	await add();
	for (const [index, { back }] of rows.entries()) {
		await client.query(back);
		progress(`indexes and constraints of ${table}`, index + 1, rows.length);
	}
}

/** Runs `insert` for each batch of the numbers from 1 to `count`, given as $1 and $2. */
async function inBatches(
	count: number,
	what: string,
	progress: Progress,
	insert: (first: number, last: number) => Promise<unknown>
): Promise<void> {
	for (let first = 1; first <= count; first += batchSize) {
		const last = Math.min(first + batchSize - 1, count);
		await insert(first, last);
		progress(what, last, count);
	}
}

/**
 * Names are drawn so that those at the head of each list are common, as in life: squaring a number
 * between 0 and 1 makes small ones likelier.
 */
async function addPatients(client: pg.Client, count: number, progress: Progress): Promise<void> {
	if (count === 0) return;
	await client.query('create schema demo');
	await client.query(readFileSync(namesFile, 'utf8'));
	await client.query(`
		create function demo.common(p_from text[]) returns text language sql volatile
		as $$ select p_from[1 + floor(cardinality(p_from) * power(random(), 2))::integer] $$;
		create table demo.hundred as
		select row_number() over () - 1 as roll, names.*
		from demo.names cross join lateral generate_series(1, share);
	`);
	await inBatches(count, 'patients', progress, (first, last) =>
		client.query(
			`insert into public.patients (given_name, family_name, birth_date, sex, phone, email, city, country, preferred_language)
			select
				demo.common(case sex when 'female' then women else men end),
				case origin when 'Spanish' then demo.common(families) || ' ' || demo.common(families)
					else demo.common(case sex when 'female' then coalesce(of_women, families) else families end) end,
				current_date - (power(random(), 0.8) * 34000)::integer,
				sex,
				'+346' || lpad((random() * 99999999)::integer::text, 8, '0'),
				case when random() < 0.6 then 'person.' || number || '@mail.example' end,
				'Madrid', 'ES', language
			from (
				select number, floor(random() * 100)::integer as roll,
					case when random() < 0.51 then 'female' else 'male' end as sex
				from generate_series($1::integer, $2::integer) as number
			) as drawn
			join demo.hundred using (roll)`,
			[first, last]
		)
	);
	await client.query('drop schema demo cascade');
}

/**
 * Patients the load may use, numbered from 0, the newest first: people who neither lie in the
 * hospital nor have an account, and, for visits, have no visit that a new one could overlap.
 */
async function poolOfPatients(client: pg.Client, use: 'visits' | 'beds'): Promise<number> {
	await client.query(`
		create temporary table pool on commit drop as
		select row_number() over (order by mrn desc) - 1 as place, id
		from public.patients
		where archived_at is null
			and not exists (select from public.portal_links where patient_id = patients.id)
			${use === 'visits' ? 'and not exists (select from public.appointments where patient_id = patients.id)' : ''}
			and not exists (select from public.admissions where patient_id = patients.id and discharged_at is null);
		alter table pool add primary key (place);
		analyze pool;
	`);
	const { rows } = await client.query<{ size: string }>('select count(*) as size from pool');
	return Number(rows[0]?.size);
}

/**
 * Each doctor works the same half hours of every weekday. Visit `n` is doctor `n mod doctors` at the
 * half hour `n div doctors`, counted back in time, and its patient is `n` times a number prime to
 * how many there are: visits of one half hour have different doctors and different patients.
 */
async function addVisits(
	client: pg.Client,
	count: number,
	years: number | undefined,
	progress: Progress
): Promise<void> {
	if (count === 0) return;
	const patients = await poolOfPatients(client, 'visits');
	// Few of them where years are to be filled: many would see everybody within days.
	const doctors = Math.max(
		years ? 2 : 10,
		Math.ceil(count / (visitsPerDay * workingDaysAYear * (years ?? 5)))
	);
	if (patients < doctors * 2) throw new Error(tooFew(doctors * 2, patients));

	await client.query(
		`create temporary table crew on commit drop as
		select number - 1 as place, gen_random_uuid() as id, specialty.id as specialty_id, department_id,
			'Generated ' || number as name
		from generate_series(1, ${doctors}) as number
		join (
			select row_number() over (order by code) - 1 as place, count(*) over () as size, id, department_id
			from public.specialties
		) as specialty on specialty.place = number % specialty.size`
	);
	await client.query(`
		insert into public.staff (id, full_name, position, department_id)
		select id, name, 'doctor', department_id from crew;
		insert into public.doctors (id, specialty_id, name)
		select id, specialty_id, 'Dr. ' || name from crew;
		insert into public.availability_rules (doctor_id, weekday, starts_time, ends_time, time_zone, valid_from)
		select crew.id, weekday, '08:00', '16:00', time_zone, '2000-01-01'
		from crew, generate_series(1, 5) as weekday, public.hospital_settings;
	`);
	const days = Math.ceil(count / doctors / visitsPerDay);
	await client.query(
		`create temporary table working_day on commit drop as
		select row_number() over (order by day desc) - 1 as place, day::date as day
		from (
			-- Seven days hold five working days; a few more are made than are needed.
			select day from generate_series(
				current_date + interval '40 days', current_date - make_interval(days => $1::integer), interval '-1 day'
			) as day
			where extract(isodow from day) <= 5 and day <= current_date + $2::integer
		) as days`,
		[Math.ceil((days * 7) / 5) + 14, Math.ceil((workingDaysAhead * 7) / 5)]
	);
	const stride = primeTo(patients);
	await inBatches(count, 'visits', progress, (first, last) =>
		client.query(
			`insert into public.appointments (
				patient_id, doctor_id, visit_type_id, starts_at, ends_at, status, reason, cancelled_at,
				checked_in_at, started_at, completed_at, created_at, updated_at
			)
			select patient_id, doctor_id, visit_type_id, starts_at, starts_at + interval '30 minutes', status, 'Follow-up',
				case when status = 'cancelled' then starts_at - interval '2 days' end,
				case when status = 'completed' then starts_at - interval '10 minutes' end,
				case when status = 'completed' then starts_at end,
				case when status = 'completed' then starts_at + interval '25 minutes' end,
				starts_at - interval '15 days', starts_at - interval '15 days'
			from (
				select pool.id as patient_id, crew.id as doctor_id, visit_types.id as visit_type_id,
					(day + time '08:00' + (turn % $4::bigint) * interval '30 minutes') at time zone time_zone as starts_at,
					case
						when n % 17 = 0 then 'cancelled'
						when day >= current_date then 'confirmed'
						when n % 23 = 0 then 'no_show'
						else 'completed'
					end as status
				from generate_series($1::bigint - 1, $2::bigint - 1) as n
				cross join lateral (select n / $3::bigint as turn) as turns
				join crew on crew.place = n % $3::bigint
				join working_day on working_day.place = turn / $4::bigint
				join pool on pool.place = n * $5::bigint % $6::bigint
				cross join public.hospital_settings
				join public.visit_types on code = 'FOLLOWUP'
			) as visit`,
			[first, last, doctors, visitsPerDay, stride, patients]
		)
	);
	await client.query('drop table pool');
}

async function addBeds(client: pg.Client, count: number, progress: Progress): Promise<void> {
	if (count === 0) return;
	const patients = await poolOfPatients(client, 'beds');
	if (patients < count) throw new Error(tooFew(count, patients));
	await client.query(
		`create temporary table new_bed on commit drop as
		select number, gen_random_uuid() as id, ward.id as ward_id, room.id as room_id, number % ${bedsPerWard} as place
		from generate_series(0, $1::integer - 1) as number
		join (
			select ward, gen_random_uuid() as id from generate_series(0, $1::integer / ${bedsPerWard}) as ward
		) as ward on ward = number / ${bedsPerWard}
		join (
			select room, gen_random_uuid() as id from generate_series(0, $1::integer / 4) as room
		) as room on room = number / 4`,
		[count]
	);
	await client.query(`
		create temporary table ward_number on commit drop as
		select ward_id, row_number() over (order by min(number)) + (select count(*) from public.wards) as nth
		from new_bed group by ward_id;
		insert into public.wards (id, department_id, code, name)
		select ward_id, (select id from public.departments order by code limit 1), 'G' || nth, 'Generated ward ' || nth
		from ward_number;
		insert into public.ward_rooms (id, ward_id, name, position)
		select room_id, ward_id, 'Room ' || min(place) / 4 + 1, min(place) / 4 from new_bed group by room_id, ward_id;
		insert into public.beds (id, ward_id, room_id, label, position)
		select id, ward_id, room_id, 'G' || nth || '-' || lpad((place + 1)::text, 2, '0'), place
		from new_bed join ward_number using (ward_id);

		create temporary table inpatient on commit drop as
		select pool.id as patient_id, new_bed.id as bed_id, ward_id, gen_random_uuid() as admission_id,
			now() - make_interval(hours => 3 + (number * 37 % 200)::integer) as admitted_at
		from new_bed
		join pool on pool.place = number
		where number % 10 < 8;
		insert into public.admissions (id, patient_id, ward_id, reason, admitted_at)
		select admission_id, patient_id, ward_id, 'Observation', admitted_at from inpatient;
		insert into public.bed_stays (bed_id, ward_id, patient_id, admission_id, period)
		select bed_id, ward_id, patient_id, admission_id, tstzrange(admitted_at, null) from inpatient;
		insert into public.housekeeping_tasks (bed_id, ward_id)
		select id, ward_id from new_bed where number % 10 = 8;
	`);
	progress('beds', count, count);
}

const tooFew = (needed: number, found: number) =>
	`That takes ${needed} patients who are free for it; there are ${found}. Add --patients.`;

/** A number without a common divisor with `count`, large enough to scatter. */
function primeTo(count: number): number {
	const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
	let candidate = Math.max(1, Math.floor(count * 0.618));
	while (divisor(candidate, count) !== 1) candidate += 1;
	return candidate;
}
