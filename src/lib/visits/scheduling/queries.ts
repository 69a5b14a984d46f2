import type { SupabaseClient } from '@supabase/supabase-js';
import { patientRef } from '$lib/people/patients/names';
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
	patient: { id: string; name: string; mrn: string } | null;
	doctor: { id: string; name: string; specialty_id: string; specialty: string } | null;
	visit_type: { id: string; name: string; duration_minutes: number } | null;
	room: string | null;
}

export interface Page<T> {
	rows: T[];
	/** All rows there are, of which this page shows some. */
	total: number;
	/** From 1. */
	page: number;
	pages: number;
}

const columns = `id, starts_at, ends_at, status, reason, cancel_reason, updated_at, overbook_reason,
	patient_confirmed_at, checked_in_at, started_at, completed_at,
	patient:patients(id, mrn, given_name, family_name),
	doctor:doctors(id, name, specialty_id, specialty:specialties(name)),
	visit_type:visit_types(id, name, duration_minutes),
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
	patient: { id: string; mrn: string; given_name: string; family_name: string } | null;
	doctor: {
		id: string;
		name: string;
		specialty_id: string;
		specialty: { name: string } | null;
	} | null;
	visit_type: { id: string; name: string; duration_minutes: number } | null;
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

function toPage<T>(rows: T[], total: number | null, page: number, size: number): Page<T> {
	const all = total ?? rows.length;
	return { rows, total: all, page, pages: Math.max(1, Math.ceil(all / size)) };
}

/** A page number from a query string; anything that is not one is the first page. */
export const pageNumber = (text: string | null) => {
	const page = Number(text);
	return Number.isSafeInteger(page) && page > 0 ? page : 1;
};

const open = ['requested', 'confirmed', 'checked_in', 'in_consultation'];

/** Visits to come of these patients, soonest first: what is not over and has not been called off. */
export async function comingVisits(
	client: Client,
	patientIds: readonly string[],
	{ now, page = 1, size = 20 }: { now: string; page?: number; size?: number }
): Promise<Page<Visit>> {
	const { data, count } = await client
		.from('appointments')
		.select(columns, { count: 'exact' })
		.in('patient_id', patientIds)
		.in('status', open)
		.gt('ends_at', now)
		.order('starts_at')
		.order('id')
		.range((page - 1) * size, page * size - 1)
		.throwOnError();
	return toPage(data.map(toVisit), count, page, size);
}

/** Visits of these patients that are over or were called off, latest first. */
export async function pastVisits(
	client: Client,
	patientIds: readonly string[],
	{ now, page = 1, size = 10 }: { now: string; page?: number; size?: number }
): Promise<Page<Visit>> {
	const { data, count } = await client
		.from('appointments')
		.select(columns, { count: 'exact' })
		.in('patient_id', patientIds)
		.or(`ends_at.lte.${now},status.not.in.(${open.join(',')})`)
		.order('starts_at', { ascending: false })
		.order('id')
		.range((page - 1) * size, page * size - 1)
		.throwOnError();
	return toPage(data.map(toVisit), count, page, size);
}

/** Where in a history a page ends: the next one begins after this visit. */
export interface HistoryMark {
	starts_at: string;
	id: string;
}

/**
 * Visits of these patients that are over or were called off, latest first, after a mark; of one doctor if told.
 * By key, not by number: a history of years costs no more on its last page than on its first.
 */
export async function visitHistory(
	client: Client,
	patientIds: readonly string[],
	{
		now,
		after,
		doctorId,
		size = 20
	}: { now: string; after: HistoryMark | null; doctorId: string | null; size?: number }
): Promise<{ rows: Visit[]; next: HistoryMark | null }> {
	let query = client
		.from('appointments')
		.select(columns)
		.in('patient_id', patientIds)
		.or(`ends_at.lte.${now},status.not.in.(${open.join(',')})`);
	if (doctorId) query = query.eq('doctor_id', doctorId);
	if (after) {
		query = query
			.lte('starts_at', after.starts_at)
			.or(`starts_at.lt.${after.starts_at},id.gt.${after.id}`);
	}
	const { data } = await query
		.order('starts_at', { ascending: false })
		.order('id')
		.limit(size + 1)
		.throwOnError();
	const rows = data.slice(0, size).map(toVisit);
	const last = rows.at(-1);
	return {
		rows,
		next: last && data.length > size ? { starts_at: last.starts_at, id: last.id } : null
	};
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

/** Where a page is to begin: the visits older or newer than one. */
export interface PageStart extends HistoryMark {
	towards: 'older' | 'newer';
}

/**
 * A page of the visits that match, latest first, with the marks its neighbours begin from (null: there is
 * none). By key, so that leafing through a million visits costs the same on every page.
 */
export async function visitsPage(
	client: Client,
	filter: VisitFilter,
	{ start, size = 25 }: { start: PageStart | null; size?: number }
): Promise<{ rows: Visit[]; older: HistoryMark | null; newer: HistoryMark | null }> {
	const back = start?.towards === 'newer';
	let query = client.from('appointments').select(columns);
	if (filter.doctorId) query = query.eq('doctor_id', filter.doctorId);
	if (filter.patientIds) query = query.in('patient_id', filter.patientIds);
	if (filter.status) query = query.eq('status', filter.status);
	if (filter.from) query = query.gte('starts_at', filter.from);
	if (filter.until) query = query.lt('starts_at', filter.until);
	if (start) {
		const { starts_at, id } = start;
		// The first condition is what the index is read by; the second only parts visits of the same minute.
		query = back
			? query.gte('starts_at', starts_at).or(`starts_at.gt.${starts_at},id.gt.${id}`)
			: query.lte('starts_at', starts_at).or(`starts_at.lt.${starts_at},id.lt.${id}`);
	}
	const { data } = await query
		.order('starts_at', { ascending: back })
		.order('id', { ascending: back })
		.limit(size + 1)
		.throwOnError();
	const rows = data.slice(0, size).map(toVisit);
	if (back) rows.reverse();
	const more = data.length > size;
	const mark = (visit: Visit | undefined) =>
		visit ? { starts_at: visit.starts_at, id: visit.id } : null;
	return {
		rows,
		older: more || back ? mark(rows.at(-1)) : null,
		newer: (back ? more : start !== null) ? mark(rows[0]) : null
	};
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
	const { data, count } = await query
		.order('starts_at')
		.order('id')
		.range((page - 1) * size, page * size - 1)
		.throwOnError();
	return toPage(data.map(toVisit), count, page, size);
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
	patient_sex: string;
	/** Active allergies, the severe ones first. */
	alerts: string[];
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
			patient_sex: row.patient_sex,
			alerts: row.alerts ?? [],
			visit_type_name: row.visit_type_name,
			room_name: row.room_name
		}))
		.sort((a, b) => Date.parse(a.starts_at) - Date.parse(b.starts_at));
}

/* A week of one doctor is at most some 300 slots, and the API hands out 1000 rows at once. */
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
			client
				.rpc('free_slots', {
					p_doctor_ids: some,
					p_from: from,
					p_until: until,
					p_visit_type_id: visitTypeId
				})
				.throwOnError()
		)
	);
	return answers.flatMap(({ data }) => data);
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
