import type { SupabaseClient } from '@supabase/supabase-js';
import { patientRef, type PatientRef, type PatientRefRow } from '$lib/people/patients/names';
import { stretch, type Start, type Stretch } from '$lib/app/lists/cursor';
import { everyRow } from '$lib/app/lists/every-row';
import { mapRows, paged, type Page } from '$lib/app/lists/page';
import type { Database } from '$lib/app/supabase/database.types';
import type { Day } from '$lib/app/time/days';
import { chunk, type Slot } from './slots';
import { visitStatus, type VisitStatus } from './status';

type Client = SupabaseClient<Database>;

/** A visit with the names around it. A name is null where the reader may not see that row. */
export interface Visit {
	id: string;
	starts_at: string;
	/** Includes the buffer after the visit. */
	ends_at: string;
	status: VisitStatus;
	reason: string | null;
	cancel_reason: string | null;
	updated_at: string;
	/** Why it was placed over others; null when it was not. */
	overbook_reason: string | null;
	/** When the patient said they will come. */
	patient_confirmed_at: string | null;
	checked_in_at: string | null;
	started_at: string | null;
	completed_at: string | null;
	patient: PatientRef | null;
	doctor: { id: string; name: string; specialty_id: string; specialty: string } | null;
	visit_type: {
		id: string;
		name: string;
		duration_minutes: number;
		/** How the patient prepares for it. */
		preparation: string | null;
	} | null;
	room: string | null;
}

const columns = `id, starts_at, ends_at, status, reason, cancel_reason, updated_at, overbook_reason,
	patient_confirmed_at, checked_in_at, started_at, completed_at,
	patient:patients(id, mrn, given_name, family_name, deceased_at),
	doctor:doctors(id, name, specialty_id, specialty:specialties(name)),
	visit_type:visit_types(id, name, duration_minutes, preparation),
	room:rooms(name)` as const;

interface VisitRow {
	id: string;
	starts_at: string;
	ends_at: string;
	status: string;
	reason: string | null;
	cancel_reason: string | null;
	updated_at: string;
	overbook_reason: string | null;
	patient_confirmed_at: string | null;
	checked_in_at: string | null;
	started_at: string | null;
	completed_at: string | null;
	patient: PatientRefRow | null;
	doctor: {
		id: string;
		name: string;
		specialty_id: string;
		specialty: { name: string } | null;
	} | null;
	visit_type: {
		id: string;
		name: string;
		duration_minutes: number;
		/** How the patient prepares for it. */
		preparation: string | null;
	} | null;
	room: { name: string } | null;
}

function toVisit({ patient, doctor, room, status, ...row }: VisitRow): Visit {
	return {
		...row,
		status: visitStatus(status),
		patient: patientRef(patient),
		doctor: doctor && { ...doctor, specialty: doctor.specialty?.name ?? '' },
		room: room?.name ?? null
	};
}

const open = ['requested', 'confirmed', 'checked_in', 'in_consultation'];

/** Visits to come of these patients, soonest first: what is not over and has not been called off. */
export async function comingVisits(
	client: Client,
	patientIds: readonly string[],
	{ now, page = 1, size = 20 }: { now: string; page?: number; size?: number }
): Promise<Page<Visit>> {
	const query = client
		.from('appointments')
		.select(columns, { count: 'exact' })
		.in('patient_id', patientIds)
		.in('status', open)
		.gt('ends_at', now)
		.order('starts_at')
		.order('id');
	return mapRows(await paged(query, { page, size }), toVisit);
}

/** Visits of these patients that are over or were called off, latest first. */
export async function pastVisits(
	client: Client,
	patientIds: readonly string[],
	{ now, page = 1, size = 10 }: { now: string; page?: number; size?: number }
): Promise<Page<Visit>> {
	const query = client
		.from('appointments')
		.select(columns, { count: 'exact' })
		.in('patient_id', patientIds)
		.or(`ends_at.lte.${now},status.not.in.(${open.join(',')})`)
		.order('starts_at', { ascending: false })
		.order('id');
	return mapRows(await paged(query, { page, size }), toVisit);
}

/** The same without numbers, so that a history of years costs no more on its last page; of one doctor if told. */
export async function visitHistory(
	client: Client,
	patientIds: readonly string[],
	{
		now,
		start,
		doctorId,
		size = 20
	}: { now: string; start: Start | null; doctorId: string | null; size?: number }
): Promise<Stretch<Visit>> {
	let query = client
		.from('appointments')
		.select(columns)
		.in('patient_id', patientIds)
		.or(`ends_at.lte.${now},status.not.in.(${open.join(',')})`);
	if (doctorId) query = query.eq('doctor_id', doctorId);
	return mapRows(await stretch(query, 'starts_at', { start, size }), toVisit);
}

/** One visit, or null when there is none or it is not the caller's to see. */
export async function visitById(client: Client, id: string): Promise<Visit | null> {
	const { data } = await client
		.from('appointments')
		.select(columns)
		.eq('id', id)
		.maybeSingle()
		.throwOnError();
	return data && toVisit(data);
}

/** What staff look for in the visits of the hospital; null where it does not matter. They begin in a span of instants. */
export interface VisitFilter {
	doctorId: string | null;
	patientIds: readonly string[] | null;
	status: VisitStatus | null;
	from: string | null;
	until: string | null;
}

/** The visits that match, latest first. */
export async function visitsPage(
	client: Client,
	filter: VisitFilter,
	{ start, size = 25 }: { start: Start | null; size?: number }
): Promise<Stretch<Visit>> {
	let query = client.from('appointments').select(columns);
	if (filter.doctorId) query = query.eq('doctor_id', filter.doctorId);
	if (filter.patientIds) query = query.in('patient_id', filter.patientIds);
	if (filter.status) query = query.eq('status', filter.status);
	if (filter.from) query = query.gte('starts_at', filter.from);
	if (filter.until) query = query.lt('starts_at', filter.until);
	return mapRows(await stretch(query, 'starts_at', { start, size }), toVisit);
}

/** Visits of days gone by that were never brought to an end, latest first; of one doctor if told. */
export async function unfinishedVisits(
	client: Client,
	doctorId: string | null,
	size = 10
): Promise<{ rows: Visit[]; total: number }> {
	const { data, count } = await client
		.rpc('unfinished_visits', { p_doctor_id: doctorId ?? undefined }, { count: 'exact' })
		.select(columns)
		.limit(size)
		.throwOnError();
	return { rows: data.map(toVisit), total: count ?? data.length };
}

/** One thing that happened to a visit. */
export interface VisitEvent {
	id: string;
	at: string;
	kind: string;
	from_status: string | null;
	to_status: string;
	/** Whose doing it was: the reader's own, that of staff, of a patient, or nobody's. */
	actor: string;
	/** null where it is none of the reader's business. */
	actor_name: string | null;
	reason: string | null;
	starts_at: string | null;
	previous_starts_at: string | null;
	doctor_name: string | null;
	previous_doctor_name: string | null;
	room_name: string | null;
	previous_room_name: string | null;
}

/** What happened to a visit, oldest first. */
export async function visitTimeline(client: Client, id: string): Promise<VisitEvent[]> {
	const { data } = await client.rpc('visit_timeline', { p_appointment_id: id }).throwOnError();
	return data;
}

/** The visits of the whole hospital that begin in a span of instants, by time. Empty filters mean everybody and everything. */
export async function hospitalDay(
	client: Client,
	{ from, until }: { from: string; until: string },
	{
		doctorIds,
		status,
		page = 1,
		size = 25
	}: {
		doctorIds: readonly string[] | null;
		status: VisitStatus | null;
		page?: number;
		size?: number;
	}
): Promise<Page<Visit>> {
	let query = client
		.from('appointments')
		.select(columns, { count: 'exact' })
		.gte('starts_at', from)
		.lt('starts_at', until);
	if (doctorIds) query = query.in('doctor_id', doctorIds);
	if (status) query = query.eq('status', status);
	return mapRows(await paged(query.order('starts_at').order('id'), { page, size }), toVisit);
}

/** A row of a doctor's day. */
export interface DayVisit {
	id: string;
	starts_at: string;
	ends_at: string;
	status: VisitStatus;
	reason: string | null;
	cancel_reason: string | null;
	updated_at: string;
	checked_in_at: string | null;
	started_at: string | null;
	completed_at: string | null;
	patient_id: string;
	patient_name: string;
	patient_mrn: string;
	patient_birth_date: string;
	patient_deceased_at: string | null;
	patient_sex: string;
	/** Active allergies, the severe ones first. */
	alerts: string[];
	/** Whether they were asked and know of none; null where the reader may not know. */
	allergies_denied: boolean | null;
	visit_type_name: string;
	room_name: string | null;
}

/** A doctor's visits on one day of the hospital, by time. */
export async function doctorDay(client: Client, doctorId: string, day: Day): Promise<DayVisit[]> {
	const { data } = await client
		.rpc('doctor_day', { p_doctor_id: doctorId, p_day: day })
		.throwOnError();
	return data
		.map((row) => ({
			id: row.id,
			starts_at: row.starts_at,
			ends_at: row.ends_at,
			status: visitStatus(row.status),
			reason: row.reason,
			cancel_reason: row.cancel_reason,
			updated_at: row.updated_at,
			checked_in_at: row.checked_in_at,
			started_at: row.started_at,
			completed_at: row.completed_at,
			patient_id: row.patient_id,
			patient_name: row.patient_name,
			patient_mrn: row.patient_mrn,
			patient_birth_date: row.patient_birth_date,
			patient_deceased_at: row.patient_deceased_at,
			patient_sex: row.patient_sex,
			alerts: row.alerts ?? [],
			allergies_denied: row.allergies_denied,
			visit_type_name: row.visit_type_name,
			room_name: row.room_name
		}))
		.sort((a, b) => Date.parse(a.starts_at) - Date.parse(b.starts_at));
}

/* So that many doctors' times are looked for side by side. */
const doctorsPerCall = 3;

/** Free times of several doctors in a range of instants, for one kind of visit. */
export async function freeSlots(
	client: Client,
	doctorIds: readonly string[],
	from: string,
	until: string,
	visitTypeId: string
): Promise<Slot[]> {
	const answers = await Promise.all(
		chunk(doctorIds, doctorsPerCall).map((some) =>
			everyRow(
				client.rpc('free_slots', {
					p_doctor_ids: some,
					p_from: from,
					p_until: until,
					p_visit_type_id: visitTypeId
				}),
				['starts_at', 'doctor_id']
			)
		)
	);
	return answers.flat();
}

/** How far ahead the first free time of a single doctor is looked for, in days. */
const horizonDays = 84;

/** The next free times from an instant on: of one doctor, or of anybody in the specialty. */
export async function firstFree(
	client: Client,
	wanted: { specialtyId: string; doctorId: string | null; visitTypeId: string },
	from: string,
	count = 3
): Promise<Slot[]> {
	if (!wanted.doctorId) {
		const { data } = await client
			.rpc('first_free_slots', {
				p_specialty_id: wanted.specialtyId,
				p_visit_type_id: wanted.visitTypeId,
				p_from: from,
				p_limit: count
			})
			.throwOnError();
		return data;
	}
	const { data } = await client
		.rpc('free_slots', {
			p_doctor_ids: [wanted.doctorId],
			p_from: from,
			p_until: new Date(Date.parse(from) + horizonDays * 86_400_000).toISOString(),
			p_visit_type_id: wanted.visitTypeId
		})
		.order('starts_at')
		.limit(count)
		.throwOnError();
	return data;
}

/** Whether a patient has had, or has booked, a visit in a specialty, as far as the reader may see. */
export async function hasBeenTo(
	client: Client,
	patientId: string,
	specialtyId: string
): Promise<boolean> {
	const { data } = await client
		.from('appointments')
		.select('id, doctor:doctors!inner(specialty_id)')
		.eq('patient_id', patientId)
		.eq('doctor.specialty_id', specialtyId)
		.not('status', 'in', '(cancelled,no_show)')
		.limit(1)
		.throwOnError();
	return data.length > 0;
}
