import { everyRow } from '$lib/app/lists/every-row';
import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';

type Client = SupabaseClient<Database>;

export interface Department {
	id: string;
	name: string;
}

export interface Specialty {
	id: string;
	name: string;
	department_id: string;
}

export interface Doctor {
	id: string;
	name: string;
	specialty_id: string;
}

export interface VisitType {
	id: string;
	name: string;
	/** null: offered by every specialty */
	specialty_id: string | null;
	duration_minutes: number;
	bookable_by_patient: boolean;
	requires_confirmation: boolean;
	/** Meant for whoever has not been to the specialty. */
	first_visit: boolean;
	/** How the patient prepares for it. */
	preparation: string | null;
}

/** What can be booked: specialties that have somebody who takes patients, those doctors, and their visits. */
export interface Catalogue {
	specialties: Specialty[];
	doctors: Doctor[];
	visitTypes: VisitType[];
}

export async function catalogue(client: Client): Promise<Catalogue> {
	const [specialties, doctors, visitTypes] = await Promise.all([
		client.from('specialties').select('id, name, department_id').order('name').throwOnError(),
		everyRow(
			client
				.from('doctors')
				.select('id, name, specialty_id')
				.eq('active', true)
				.eq('accepts_patients', true),
			['name', 'id']
		),
		everyRow(
			client
				.from('visit_types')
				.select(
					'id, name, specialty_id, duration_minutes, bookable_by_patient, requires_confirmation, first_visit, preparation'
				)
				.eq('active', true),
			['duration_minutes', 'name', 'id']
		)
	]);
	const staffed = new Set(doctors.map(({ specialty_id }) => specialty_id));
	return {
		specialties: specialties.data.filter(({ id }) => staffed.has(id)),
		doctors,
		visitTypes
	};
}

/** What a specialty can be visited for. A patient books only what the hospital lets patients book. */
export function visitTypesFor(
	{ visitTypes }: Catalogue,
	specialtyId: string,
	byPatient: boolean
): VisitType[] {
	return visitTypes.filter(
		(type) =>
			(type.specialty_id === null || type.specialty_id === specialtyId) &&
			(!byPatient || type.bookable_by_patient)
	);
}

/** Departments, for filtering a list of the hospital. */
export async function departments(client: Client): Promise<Department[]> {
	const { data } = await client
		.from('departments')
		.select('id, name')
		.eq('active', true)
		.order('name')
		.throwOnError();
	return data;
}

/** Everybody who sees patients, with the department they belong to. */
export async function doctorsByDepartment(
	client: Client
): Promise<{ id: string; name: string; department_id: string }[]> {
	const doctors = await everyRow(
		client
			.from('doctors')
			.select('id, name, specialty:specialties!inner(department_id)')
			.eq('active', true),
		['name', 'id']
	);
	return doctors.map(({ id, name, specialty }) => ({
		id,
		name,
		department_id: specialty.department_id
	}));
}

/* The catalogues as admins keep them: what is no longer used is in them too. */

export async function allDepartments(client: Client) {
	const { data } = await client
		.from('departments')
		.select('id, code, name, active, updated_at')
		.order('name')
		.throwOnError();
	return data;
}

export async function allSpecialties(client: Client) {
	const { data } = await client
		.from('specialties')
		.select('id, code, name, active, department_id, updated_at, department:departments(name)')
		.order('name')
		.throwOnError();
	return data;
}

export const allRooms = (client: Client) =>
	everyRow(
		client
			.from('rooms')
			.select('id, code, name, active, department_id, updated_at, department:departments(name)'),
		['code', 'id']
	);

export const allVisitTypes = (client: Client) =>
	everyRow(
		client.from('visit_types').select(
			`id, code, name, active, specialty_id, duration_minutes, buffer_before_minutes, buffer_minutes,
			minimum_notice_minutes, bookable_by_patient, requires_confirmation, first_visit, preparation, updated_at,
			specialty:specialties(name)`
		),
		['name', 'id']
	);

/** The hospital's settings with the version that refuses stale writes. */
export async function settings(client: Client) {
	const { data } = await client
		.from('hospital_settings')
		.select(
			'name, address, time_zone, currency, country, sms_countries, idle_minutes, session_days, record_years, emergency_minutes, emergency_phone, messages_per_day, messages_answer_days, offline_hours, waitlist_answer_minutes, updated_at'
		)
		.single()
		.throwOnError();
	return data;
}

/** Doctors who take patients, by specialty, with the first time each is free. */
export async function doctorListing(client: Client, specialtyId: string | null) {
	const { data } = await client
		.rpc('doctor_listing', { p_specialty_id: specialtyId ?? undefined })
		.throwOnError();
	// The generator does not know that these may be missing: nothing to book, or nothing free.
	return data as (Omit<(typeof data)[number], 'visit_type_id' | 'next_free_at'> & {
		visit_type_id: string | null;
		next_free_at: string | null;
	})[];
}

export interface Colleague {
	id: string;
	full_name: string;
	position: string;
}

/** Everybody who works here, by name. */
export const colleagues = (client: Client): Promise<Colleague[]> =>
	everyRow(client.from('staff').select('id, full_name, position').eq('active', true), [
		'full_name',
		'id'
	]);
