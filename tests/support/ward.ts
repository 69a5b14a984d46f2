import { uniqueCode } from './clinic.ts';
import type { Person, StaffRole, TestDatabase } from './database.ts';

export interface Ward {
	id: string;
	code: string;
	roomId: string;
	/** Ids of its beds, in the order of the board. */
	beds: string[];
}

/** A ward with one room and some beds labelled 1, 2, 3 … */
export async function createWard(db: TestDatabase, beds = 3): Promise<Ward> {
	const code = uniqueCode();
	const { id, room_id: roomId } = await db.row<{ id: string; room_id: string }>(
		`with department as (
			insert into public.departments (code, name) values ($1, 'Test department') returning id
		), ward as (
			insert into public.wards (department_id, code, name)
			select id, $1, 'Test ward' from department returning id
		)
		insert into public.ward_rooms (ward_id, name) select id, 'Room 1' from ward
		returning ward_id as id, id as room_id`,
		[code]
	);
	const made = await db.rows<{ id: string; position: number }>(
		`insert into public.beds (ward_id, room_id, label, position)
		select $1, $2, n::text, n from generate_series(1, $3::integer) as n returning id, position`,
		[id, roomId, beds]
	);
	made.sort((one, other) => one.position - other.position);
	return { id, code, roomId, beds: made.map((bed) => bed.id) };
}

/** A colleague who works on the ward. */
export async function createWardStaff(
	db: TestDatabase,
	role: StaffRole,
	...wards: Ward[]
): Promise<Person & { staffId: string }> {
	const person = await db.createStaff(role);
	for (const ward of wards) {
		await db.rows('insert into public.staff_wards (staff_id, ward_id) values ($1, $2)', [
			person.staffId,
			ward.id
		]);
	}
	return person;
}

export interface Admission {
	id: string;
	patient_id: string;
	ward_id: string;
	discharged_at: Date | null;
	disposition: string | null;
	summary: string | null;
	private: boolean;
}

/** `admit_patient` as whoever the transaction is now. */
export function admit(
	db: TestDatabase,
	patientId: string,
	wardId: string,
	bedId: string | null = null
): Promise<Admission> {
	return db.row<Admission & Record<string, unknown>>(
		'select * from public.admit_patient($1, $2, $3)',
		[patientId, wardId, bedId]
	);
}

export interface BoardRow {
	bed_id: string;
	bed_label: string;
	state: string;
	since: Date | null;
	note: string | null;
	task_id: string | null;
	task_status: string | null;
	stay_id: string | null;
	admission_id: string | null;
	patient_id: string | null;
	patient_name: string | null;
	patient_mrn: string | null;
	patient_sex: string | null;
	patient_birth_date: Date | null;
	attending_id: string | null;
	attending_name: string | null;
	reason: string | null;
	private: boolean | null;
}

/** The board of one ward, or of all the reader's wards. */
export function board(db: TestDatabase, wardId: string | null = null): Promise<BoardRow[]> {
	return db.rows<BoardRow & Record<string, unknown>>('select * from public.bed_board($1)', [
		wardId
	]);
}
