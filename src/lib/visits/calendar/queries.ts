import type { SupabaseClient } from '@supabase/supabase-js';
import { fullName } from '$lib/people/patients/names';
import { visitStatus, type VisitStatus } from '$lib/visits/scheduling/status';
import type { Database } from '$lib/app/supabase/database.types';

type Client = SupabaseClient<Database>;

export const calendarViews = ['doctor', 'room', 'department'] as const;
export type CalendarView = (typeof calendarViews)[number];

/** A visit as the calendar draws it; instants are milliseconds since 1970. */
export interface CalendarVisit {
	id: string;
	start: number;
	/** With the buffer after the visit. */
	end: number;
	status: VisitStatus;
	doctorId: string;
	roomId: string | null;
	typeId: string;
	patientId: string;
	/** null for those who may not look patients up. */
	patient: string | null;
	mrn: string | null;
	/** When they died; null while they live. */
	deceasedAt: string | null;
	/** Why it was placed over others; null when it was not. */
	overbookReason: string | null;
	/** The version that was read: a visit changed since is not moved. */
	version: string;
}

/** When a doctor sees patients, and in which room. */
export interface CalendarHours {
	doctorId: string;
	start: number;
	end: number;
	roomId: string | null;
}

export interface CalendarAbsence {
	doctorId: string;
	start: number;
	end: number;
	kind: string;
}

export interface CalendarContent {
	visits: CalendarVisit[];
	hours: CalendarHours[];
	absences: CalendarAbsence[];
}

/** The lists of `public.calendar`, in its order. Sent as they are: an opening of fifty doctors is long. */
export interface CalendarDocument {
	visits: [
		id: string,
		startsAt: string,
		endsAt: string,
		status: string,
		doctorId: string,
		roomId: string | null,
		typeId: string,
		patientId: string,
		patient: string | null,
		mrn: string | null,
		overbookReason: string | null,
		version: string,
		deceasedAt: string | null
	][];
	hours: [doctorId: string, opensAt: string, closesAt: string, roomId: string | null][];
	absences: [doctorId: string, startsAt: string, endsAt: string, kind: string][];
}

/** What the hospital's calendar shows between two instants, 32 days at most. */
export async function calendarDocument(
	client: Client,
	wanted: { from: string; until: string; by: CalendarView; departmentId: string | null }
): Promise<CalendarDocument> {
	const { data } = await client
		.rpc('calendar', {
			p_from: wanted.from,
			p_until: wanted.until,
			p_by: wanted.by,
			p_department_id: wanted.departmentId ?? undefined
		})
		.throwOnError();
	// The generator knows only that it is JSON; the function's comment says what is in it.
	return data as unknown as CalendarDocument;
}

/** The document with its instants as numbers: they are compared thousands of times while a visit is dragged. */
export function readCalendar({ visits, hours, absences }: CalendarDocument): CalendarContent {
	return {
		visits: visits.map((row) => ({
			id: row[0],
			start: Date.parse(row[1]),
			end: Date.parse(row[2]),
			status: visitStatus(row[3]),
			doctorId: row[4],
			roomId: row[5],
			typeId: row[6],
			patientId: row[7],
			patient: row[8],
			mrn: row[9],
			overbookReason: row[10],
			version: row[11],
			deceasedAt: row[12]
		})),
		hours: hours.map(([doctorId, start, end, roomId]) => ({
			doctorId,
			start: Date.parse(start),
			end: Date.parse(end),
			roomId
		})),
		absences: absences.map(([doctorId, start, end, kind]) => ({
			doctorId,
			start: Date.parse(start),
			end: Date.parse(end),
			kind
		}))
	};
}

/** Some visits as they are now; those called off, or gone from the reader's sight, are missing. */
export async function calendarVisits(
	client: Client,
	ids: readonly string[]
): Promise<CalendarVisit[]> {
	const { data } = await client
		.from('appointments')
		.select(
			`id, starts_at, ends_at, status, doctor_id, room_id, visit_type_id, patient_id, overbook_reason,
			updated_at, patient:patients(given_name, family_name, mrn, deceased_at)`
		)
		.in('id', ids)
		.neq('status', 'cancelled')
		.throwOnError();
	return data.map((row) => ({
		id: row.id,
		start: Date.parse(row.starts_at),
		end: Date.parse(row.ends_at),
		status: visitStatus(row.status),
		doctorId: row.doctor_id,
		roomId: row.room_id,
		typeId: row.visit_type_id,
		patientId: row.patient_id,
		patient: row.patient && fullName(row.patient),
		mrn: row.patient?.mrn ?? null,
		deceasedAt: row.patient?.deceased_at ?? null,
		overbookReason: row.overbook_reason,
		version: row.updated_at
	}));
}

export const iso = (instant: number) => new Date(instant).toISOString();

/** When a doctor could take a visit over as far as their hours go, and how long it would last with them. */
export interface MoveTarget {
	length: number;
	starts: number[];
}

export async function moveTargets(
	client: Client,
	visitId: string,
	doctorIds: readonly string[],
	span: { from: number; until: number }
): Promise<Map<string, MoveTarget>> {
	const { data } = await client
		.rpc('move_targets', {
			p_appointment_id: visitId,
			p_doctor_ids: [...doctorIds],
			p_from: iso(span.from),
			p_until: iso(span.until)
		})
		.throwOnError();
	return new Map(
		data.map(({ doctor_id, minutes, starts_at }) => [
			doctor_id,
			{ length: minutes * 60_000, starts: starts_at.map((start) => Date.parse(start)) }
		])
	);
}
