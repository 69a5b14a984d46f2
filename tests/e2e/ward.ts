import type pg from 'pg';

interface Bed {
	id: string;
	label: string;
}

/** A ward of a test's own: nobody else changes it. */
export interface TestWard {
	id: string;
	code: string;
	name: string;
	beds: [Bed, ...Bed[]];
}

/**
 * Makes a ward with one room.
 *
 * @param staff who of the demo works there, by what is before the @ of their address
 */
export async function testWard(
	owner: pg.Pool,
	{ beds = 1, staff = ['nurse'] }: { beds?: number; staff?: string[] } = {}
): Promise<TestWard> {
	const code = `T${crypto.randomUUID().slice(0, 6).toUpperCase()}`;
	const name = `Test ward ${code}`;
	const { rows } = await owner.query<{ ward_id: string } & Bed>(
		`with ward as (
			insert into public.wards (department_id, code, name)
			select id, $1, $2 from public.departments order by code limit 1 returning id
		), room as (
			insert into public.ward_rooms (ward_id, name, position) select id, 'Room 1', 1 from ward returning id, ward_id
		), works as (
			insert into public.staff_wards (staff_id, ward_id)
			select staff.id, ward.id from ward, public.staff join public.profiles on profiles.id = staff.user_id
			where profiles.email = any ($4)
		)
		insert into public.beds (ward_id, room_id, label, position)
		select ward_id, id, $1 || '-' || nth, nth from room, generate_series(1, $3::int) as nth
		returning ward_id, id, label`,
		[code, name, beds, staff.map((person) => `${person}@lantern.example`)]
	);
	const [first, ...others] = rows;
	if (!first) throw new Error('The ward was not made');
	return { id: first.ward_id, code, name, beds: [first, ...others] };
}

/**
 * Puts a patient into a bed, and gives the id of the admission.
 *
 * @param attending who of the demo answers for them, as `staff` above
 */
export async function lieIn(
	owner: pg.Pool,
	bed: Bed,
	patientId: string,
	{
		reason = 'Pneumonia',
		days = 0,
		attending = null
	}: { reason?: string; days?: number; attending?: string | null } = {}
): Promise<string> {
	const { rows } = await owner.query<{ id: string }>(
		`with bed as (select id, ward_id from public.beds where id = $1),
		 admission as (
			insert into public.admissions (patient_id, ward_id, reason, admitted_at, attending_id)
			select $2, ward_id, $3, now() - make_interval(days => $4), (
				select staff.id from public.staff join public.profiles on profiles.id = staff.user_id
				where profiles.email = $5 || '@lantern.example'
			) from bed
			returning id, patient_id, ward_id, admitted_at
		 )
		 insert into public.bed_stays (bed_id, ward_id, patient_id, admission_id, period)
		 select bed.id, bed.ward_id, patient_id, admission.id, tstzrange(admitted_at, null) from bed, admission
		 returning admission_id as id`,
		[bed.id, patientId, reason, days, attending]
	);
	return rows[0]?.id ?? '';
}
