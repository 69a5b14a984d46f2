import { randomUUID } from 'node:crypto';
import type { TestDatabase } from './database.ts';

/** Letters no other test has: codes are unique across the hospital, and tests run side by side. */
export const uniqueCode = () => `T${randomUUID().replaceAll('-', '').slice(0, 10)}`.toUpperCase();

/** An instant some days from today: `at(3, '09:00')` is nine o'clock UTC, three days ahead. */
export function at(days: number, time: string): string {
	const date = new Date(Date.now() + days * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
	return `${date}T${time}:00.000Z`;
}

/** Gives the hospital a zone in which it is about noon: what must be of the same day then is. */
export async function makeItNoon(db: TestDatabase): Promise<void> {
	const ahead = 12 - new Date().getUTCHours();
	await db.rows('update public.hospital_settings set time_zone = $1', [
		`Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`
	]);
}

export interface VisitTypeOptions {
	duration?: number;
	buffer?: number;
	notice?: number;
	bookableByPatient?: boolean;
	requiresConfirmation?: boolean;
	specialtyId?: string | null;
}

/** A type of visit, 30 minutes long unless told otherwise; returns its id. */
export function createVisitType(db: TestDatabase, options: VisitTypeOptions = {}): Promise<string> {
	const { duration = 30, buffer = 0, notice = 0, specialtyId = null } = options;
	return db.value<string>(
		`insert into public.visit_types (code, name, specialty_id, duration_minutes, buffer_minutes,
			minimum_notice_minutes, bookable_by_patient, requires_confirmation)
		values ($1, 'Consultation', $2, $3, $4, $5, $6, $7) returning id`,
		[
			uniqueCode(),
			specialtyId,
			duration,
			buffer,
			notice,
			options.bookableByPatient ?? true,
			options.requiresConfirmation ?? false
		]
	);
}

/** A consulting room; returns its id. */
export async function createRoom(db: TestDatabase): Promise<string> {
	const departmentId = await db.value<string>(
		`insert into public.departments (code, name) values ($1, 'Test department') returning id`,
		[uniqueCode()]
	);
	return db.value<string>(
		`insert into public.rooms (department_id, code, name) values ($1, 'R', 'Room') returning id`,
		[departmentId]
	);
}

/** A specialty in a department of its own; returns its id. */
export async function createSpecialty(db: TestDatabase): Promise<string> {
	return db.value<string>(
		`with department as (
			insert into public.departments (code, name) values ($1, 'Test department') returning id
		)
		insert into public.specialties (code, name, department_id)
		select $1, 'Test specialty', id from department returning id`,
		[uniqueCode()]
	);
}

export interface HoursOptions {
	starts?: string;
	ends?: string;
	timeZone?: string;
	roomId?: string | null;
}

/** A doctor with an account who works the same hours every day of the week (08:00–12:00 UTC). */
export async function createClinicDoctor(db: TestDatabase, hours: HoursOptions = {}) {
	const doctor = await db.createDoctor({ specialtyId: await createSpecialty(db) });
	await db.rows(
		`insert into public.availability_rules
			(doctor_id, weekday, starts_time, ends_time, time_zone, room_id, valid_from)
		select $1, weekday, $2, $3, $4, $5, '2020-01-01' from generate_series(1, 7) as weekday`,
		[
			doctor.doctorId,
			hours.starts ?? '08:00',
			hours.ends ?? '12:00',
			hours.timeZone ?? 'UTC',
			hours.roomId ?? null
		]
	);
	// Added hours are offered to whoever waits; a test begins with hours that have been there for long.
	await db.rows('delete from private.waitlist_looks where doctor_id = $1', [doctor.doctorId]);
	return doctor;
}

export interface Visit {
	id: string;
	patient_id: string;
	doctor_id: string;
	room_id: string | null;
	starts_at: Date;
	ends_at: Date;
	status: string;
	reason: string | null;
	overbooked: boolean;
	booked_by: string | null;
	cancelled_by: string | null;
	cancelled_at: Date | null;
	cancel_reason: string | null;
	checked_in_at: Date | null;
	started_at: Date | null;
	completed_at: Date | null;
}

export interface VisitPlace {
	patientId: string;
	doctorId: string;
	visitTypeId: string;
	startsAt: string;
}

/** `book_appointment` as whoever the transaction is now. */
export function book(
	db: TestDatabase,
	place: VisitPlace,
	{ reason = null, key = null }: { reason?: string | null; key?: string | null } = {}
): Promise<Visit> {
	return db.row<Visit & Record<string, unknown>>(
		'select * from public.book_appointment($1, $2, $3, $4, $5, $6)',
		[place.patientId, place.doctorId, place.startsAt, place.visitTypeId, reason, key]
	);
}

/** A visit put into the table by its owner, in any status and at any time. */
export function insertVisit(
	db: TestDatabase,
	place: VisitPlace,
	status = 'confirmed',
	minutes = 30
): Promise<Visit> {
	return db.row<Visit & Record<string, unknown>>(
		`insert into public.appointments
			(patient_id, doctor_id, visit_type_id, starts_at, ends_at, status)
		values ($1, $2, $3, $4, $4::timestamptz + make_interval(mins => $5), $6) returning *`,
		[place.patientId, place.doctorId, place.visitTypeId, place.startsAt, minutes, status]
	);
}

/** Start times of a doctor's free slots, as ISO instants. */
export async function freeSlots(
	db: TestDatabase,
	doctorId: string,
	visitTypeId: string,
	from: string,
	until: string
): Promise<string[]> {
	const rows = await db.rows<{ starts_at: Date }>(
		'select starts_at from public.free_slots(array[$1::uuid], $2, $3, $4)',
		[doctorId, from, until, visitTypeId]
	);
	return rows.map((row) => row.starts_at.toISOString());
}
