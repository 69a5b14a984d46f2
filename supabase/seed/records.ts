import pg from 'pg';
import { addMany, anew, beginAlone, type Progress } from './big.ts';

/*
 * Records of many years for measuring: generated patients with their visits, what was written, found and measured at each,
 * stays, problems, immunisations and documents. All or nothing but for the patients and visits themselves; triggers pause,
 * constraints do not. The documents' files are not there: of each only what storage knows of it.
 */

const years = 10;
/** Visits a patient, and how often in a hundred somebody has been seen often enough for a long history. */
const visitsEach = 15;
const longInHundred = 1;
/** Contacts beside the visits of those with a long history, and documents: three entries each and one. */
const longContacts = 1_500;
const longDocuments = 500;

/** From so many patients on indexes are built anew rather than kept up. */
const many = 5_000;
const tables = [
	...['encounters', 'notes', 'note_versions', 'diagnoses', 'measurements', 'problems'],
	...['immunisations', 'documents', 'admissions', 'observations']
];

const notes = [
	{
		subjective: 'Measures at home twice a day, mean 138/84. Takes the tablets regularly.',
		objective: 'Blood pressure 142/86 on the left arm, sitting. No oedema.',
		assessment: 'Hypertension, not yet at target.',
		plan: 'Amlodipine from 5 to 10 mg. Home values for two weeks, then by telephone.'
	},
	{
		subjective: 'Knee hurts on stairs since the summer, stiff for ten minutes in the morning.',
		objective: 'Slight effusion, 0–120°, ligaments stable.',
		assessment: 'Osteoarthritis of the knee.',
		plan: 'Exercise with the physiotherapist, paracetamol as needed. Again in three months.'
	},
	{
		subjective: 'Sugar in the morning 110 to 140. No hypoglycaemia. Walks half an hour a day.',
		objective: 'Feet without lesions, monofilament felt everywhere.',
		assessment: 'Type 2 diabetes, well controlled.',
		plan: 'Metformin unchanged. HbA1c and kidney function before the next visit.'
	},
	{
		subjective: 'Cough and a runny nose for five days, no fever since yesterday.',
		objective: 'Throat slightly red, lungs clear.',
		assessment: 'Viral infection of the upper airways.',
		plan: 'Fluids and rest. Come back if fever returns or breathing gets harder.'
	},
	{
		subjective: 'No angina, climbs three floors. Bruises easily.',
		objective: 'Heart sounds pure, lungs clear. LDL 62 mg/dl.',
		assessment: 'Coronary disease, stable.',
		plan: 'Medicines unchanged. Again in six months.'
	}
];

/**
 * Adds so many patients with the record of ten years: some 70 entries in the history of each, of one in a hundred more
 * than 5,000.
 *
 * @param databaseUrl connection string of the role `postgres`, of a hospital that has been set up
 */
export async function addRecords(
	databaseUrl: string,
	patients: number,
	progress: Progress = () => {}
): Promise<void> {
	await addMany(
		databaseUrl,
		{ patients, appointments: patients * visitsEach, beds: 0, years },
		progress
	);
	const client = new pg.Client({ connectionString: databaseUrl, application_name: 'seed' });
	await client.connect();
	const worthIt = patients >= many;
	try {
		await beginAlone(client, worthIt ? tables : []);
		await client.query(`set local statement_timeout = 0; set local maintenance_work_mem = '256MB';
			set local work_mem = '64MB'; select setseed(0.5)`);
		await setTriggers(client, 'disable');
		await client.query(people, [patients, longInHundred]);
		await client.query(contacts, [longContacts, years]);
		await client.query('analyze seen; analyze person');
		let done = 0;
		for (const [table, insert] of Object.entries(inserts)) {
			await anew(client, `public.${table}`, worthIt, progress, () =>
				client.query(insert.replaceAll('$notes', pg.escapeLiteral(JSON.stringify(notes))))
			);
			progress('kinds of entries', ++done, Object.keys(inserts).length);
		}
		await client.query(files);
		await setTriggers(client, 'enable');
		await client.query('commit');
		await client.query('analyze');
	} finally {
		await client.end();
	}
}

async function setTriggers(client: pg.Client, what: 'disable' | 'enable'): Promise<void> {
	for (const table of tables)
		await client.query(`alter table public.${table} ${what} trigger user`);
}

/* Those who were added last, the long histories among them. */
const people = `
	create temporary table person on commit drop as
	select id, (row_number() over (order by mrn desc) - 1)::integer as place,
		row_number() over (order by mrn desc) * 100 % ($1::integer * 100) < $1::integer * $2::integer as long
	from public.patients order by mrn desc limit $1`;

/* Each contact with somebody: the visits that took place, and for long histories many by telephone. */
const contacts = `
	create temporary table seen on commit drop as
	select contact.*, gen_random_uuid() as encounter_id, gen_random_uuid() as note_id, (row_number() over ())::integer as n
	from (
		select visit.id as appointment_id, visit.patient_id, visit.doctor_id as staff_id, staff.full_name as name, visit.starts_at as at
		from public.appointments visit
		join person on person.id = visit.patient_id
		join public.staff on staff.id = visit.doctor_id
		where visit.status = 'completed'
		union all
		select null, person.id, doctor.id, doctor.name,
			date_trunc('minute', now() - make_interval(years => $2::integer) * turn / $1::integer - interval '1 hour' * (person.place % 20 + 1))
		from person
		cross join generate_series(1, $1::integer) as turn
		join (
			select staff.id, staff.full_name as name, row_number() over (order by staff.id) - 1 as place, count(*) over () as size
			from public.staff join public.doctors on doctors.id = staff.id
		) as doctor on doctor.place = (person.place + turn) % doctor.size
		where person.long
	) as contact`;

const coded = `(
	select id, display, (row_number() over (order by code) - 1)::integer as place, (count(*) over ())::integer as size
	from public.codes where system_id = 'icd-10-cm' and billable
)`;

const inserts: Record<string, string> = {
	encounters: `
		insert into public.encounters (
			id, patient_id, appointment_id, staff_id, staff_name, status, started_at, ended_at, created_at, signed_at, signed_by, signed_name
		)
		select encounter_id, patient_id, appointment_id, staff_id, name, 'signed', at, at + interval '20 minutes', at,
			at + interval '25 minutes', staff_id, name
		from seen`,
	notes: `
		insert into public.notes (
			id, encounter_id, patient_id, kind, author_id, author_name, noted_at, created_at, status, version, signed_at, released_at
		)
		select note_id, encounter_id, patient_id, case when appointment_id is null then 'telephone' else 'visit' end, staff_id, name,
			at, at, 'signed', 1, at + interval '25 minutes', case when n % 10 > 0 then at + interval '25 minutes' end
		from seen`,
	note_versions: `
		insert into public.note_versions (note_id, patient_id, number, content, signed_at, signed_by, signed_name)
		select note_id, patient_id, 1, jsonb_build_object('sections', (
			select jsonb_agg(jsonb_build_object('key', key, 'text', value))
			from jsonb_each_text($notes::jsonb -> (n % ${notes.length}))
		)), at + interval '25 minutes', staff_id, name
		from seen`,
	diagnoses: `
		insert into public.diagnoses (patient_id, encounter_id, code_id, text, rank, diagnosed_at, recorded_at, recorded_by)
		select patient_id, encounter_id, code.id, code.display, 'primary', at, at, staff_id
		from seen join ${coded} as code on code.place = n * 7 % code.size`,
	measurements: `
		insert into public.measurements (patient_id, encounter_id, kind, value, second_value, unit, measured_at, recorded_at, recorded_by)
		select patient_id, encounter_id, kind, value, second, unit, at + interval '5 minutes', at + interval '5 minutes', staff_id
		from seen
		cross join lateral (values
			('blood_pressure', 110 + n * 13 % 50, 60 + n * 7 % 35, 'mmHg'), ('weight', 55 + n * 11 % 40, null, 'kg')
		) as taken (kind, value, second, unit)
		where kind = 'blood_pressure' or appointment_id is not null`,
	problems: `
		insert into public.problems (patient_id, code_id, text, status, onset, recorded_at)
		select person.id, code.id, code.display, case when turn < 3 then 'active' else 'resolved' end,
			(extract(year from now())::integer - 1 - (person.place + turn) % ${years})::text,
			now() - make_interval(days => (person.place + turn) % ${years} * 365 + 1)
		from person cross join generate_series(0, 3) as turn
		join ${coded} as code on code.place = (person.place * 5 + turn * 17) % code.size`,
	immunisations: `
		insert into public.immunisations (patient_id, vaccine_id, given_on, reported, recorded_at)
		select person.id, 'influenza', private.hospital_day() - (turn * 365 + person.place % 60), true,
			now() - make_interval(days => turn * 365 + person.place % 60)
		from person cross join generate_series(1, 5) as turn`,
	documents: `
		insert into public.documents (
			patient_id, name, kind, title, dated_on, source, media_type, size_bytes, scan, released_at, filed_name, recorded_at
		)
		select person.id, person.id || '/' || gen_random_uuid(), (array['lab_report', 'imaging', 'letter', 'referral'])[1 + turn % 4],
			(array['Blood count and CRP', 'Chest X-ray, two views', 'Letter from cardiology', 'Referral'])[1 + turn % 4],
			private.hospital_day() - age.days, 'staff', 'application/pdf', 900, 'not_scanned',
			case when turn % 5 > 0 then now() - make_interval(days => age.days) end, 'Generated', now() - make_interval(days => age.days)
		from person
		cross join lateral generate_series(1, case when long then ${longDocuments} else 4 end) as turn
		cross join lateral (select (turn * ${years * 365} / case when long then ${longDocuments} else 4 end)::integer as days) as age`,
	admissions: `
		insert into public.admissions (patient_id, ward_id, reason, admitted_at, discharged_at, disposition)
		select person.id, ward.id, 'Observation', now() - make_interval(days => age.days), now() - make_interval(days => age.days - 3), 'home'
		from person
		cross join lateral (select 10 + person.place * 37 % ${years * 365 - 20} as days) as age
		join (
			select id, row_number() over (order by code) - 1 as place, count(*) over () as size from public.wards
		) as ward on ward.place = person.place % ward.size
		where person.place % 3 = 0
			and not exists (select from public.admissions stay where stay.patient_id = person.id)`,
	observations: `
		insert into public.observations (
			admission_id, patient_id, ward_id, observed_at, respiratory_rate, spo2, spo2_scale, on_oxygen, systolic, pulse, consciousness,
			temperature, recorded_at
		)
		select stay.id, stay.patient_id, stay.ward_id, stay.admitted_at + make_interval(hours => 6 * turn), 12 + turn % 6, 96, 1, false,
			115 + turn, 70 + turn, 'alert', 36.8, stay.admitted_at + make_interval(hours => 6 * turn, mins => 2)
		from person
		join public.admissions stay on stay.patient_id = person.id and stay.reason = 'Observation' and stay.discharged_at is not null
		cross join generate_series(1, 11) as turn`
};

const files = `
	insert into storage.objects (bucket_id, name, metadata, created_at)
	select 'documents', document.name, jsonb_build_object('mimetype', media_type, 'size', size_bytes), recorded_at
	from public.documents document join person on person.id = document.patient_id`;
