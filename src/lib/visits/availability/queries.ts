import { everyRow } from '$lib/app/lists/every-row';
import type { SupabaseClient } from '@supabase/supabase-js';
import { z } from 'zod';
import type { Database } from '$lib/app/supabase/database.types';
import { minutesOf } from '$lib/app/time/clock';
import type { Piece } from './week';

type Client = SupabaseClient<Database>;

/** A doctor whose hours are kept, or null when there is none. */
export async function doctorById(client: Client, id: string) {
	const { data } = await client
		.from('doctors')
		.select('id, name, active, specialty_id, specialty:specialties(name)')
		.eq('id', id)
		.maybeSingle()
		.throwOnError();
	return data;
}

/** Everybody whose hours can be kept, by name. */
export const allDoctors = (client: Client) =>
	everyRow(
		client.from('doctors').select('id, name, specialty:specialties(name)').eq('active', true),
		['name', 'id']
	);

/** The week in force on a day, the days from which others are planned, and the state to expect when saving. */
export async function weekOn(client: Client, doctorId: string, day: string) {
	// The version first: of what changes in between, the hours are then newer than what is expected of them.
	const { data: version } = await client
		.rpc('hours_version', { p_doctor_id: doctorId })
		.throwOnError();
	const { data } = await client
		.from('availability_rules')
		.select(
			'weekday, starts_time, ends_time, time_zone, room_id, visit_type_ids, valid_from, valid_until'
		)
		.eq('doctor_id', doctorId)
		.or(`valid_until.is.null,valid_until.gte.${day}`)
		.order('weekday')
		.order('starts_time')
		.throwOnError();
	const pieces: Piece[] = data
		.filter(({ valid_from }) => valid_from <= day)
		.map((rule) => ({
			weekday: rule.weekday,
			from: minutesOf(rule.starts_time) ?? 0,
			until: minutesOf(rule.ends_time) ?? 1440,
			room: rule.room_id ?? '',
			only: rule.visit_type_ids?.join(' ') ?? '',
			zone: rule.time_zone
		}));
	const planned = [...new Set(data.map(({ valid_from }) => valid_from))]
		.filter((from) => from > day)
		.sort();
	return { version, pieces, planned };
}

/** Absences and added times of a doctor that are not over, soonest first. */
export const comingExceptions = (client: Client, doctorId: string, now: string) =>
	everyRow(
		client
			.from('availability_exceptions')
			.select('id, kind, starts_at, ends_at, reason, room_id, room:rooms(name)')
			.eq('doctor_id', doctorId)
			.gt('ends_at', now),
		['starts_at', 'id']
	);
export type ComingException = Awaited<ReturnType<typeof comingExceptions>>[number];

/** Rooms in use, for choosing a place. */
export const usedRooms = (client: Client) =>
	everyRow(
		client.from('rooms').select('id, code, name, department:departments(name)').eq('active', true),
		['name', 'id']
	);
export type Room = Awaited<ReturnType<typeof usedRooms>>[number];

/** What a doctor can be visited for, with what they do otherwise than the type says. */
export async function visitTypesOf(client: Client, doctor: { id: string; specialty_id: string }) {
	const [types, own] = await Promise.all([
		client
			.from('visit_types')
			.select('id, name, duration_minutes, buffer_before_minutes, buffer_minutes')
			.eq('active', true)
			.or(`specialty_id.is.null,specialty_id.eq.${doctor.specialty_id}`)
			.order('name')
			.throwOnError(),
		client
			.from('doctor_visit_types')
			.select('visit_type_id, duration_minutes, buffer_before_minutes, buffer_minutes, offered')
			.eq('doctor_id', doctor.id)
			.throwOnError()
	]);
	const byType = new Map(own.data.map((row) => [row.visit_type_id, row]));
	return types.data.map((type) => ({ ...type, own: byType.get(type.id) ?? null }));
}
export type OfferedType = Awaited<ReturnType<typeof visitTypesOf>>[number];

/** How many visits to come fall into an absence: of one doctor, or of all the caller may see. */
export async function countToRebook(client: Client, doctorId?: string): Promise<number> {
	const { count } = await client
		.rpc('visits_to_rebook', { p_doctor_id: doctorId }, { count: 'exact', head: true })
		.throwOnError();
	return count ?? 0;
}

/** Absences to come that touch visits, with how many; those of one doctor, or of all the caller may see. */
export async function absencesToClear(client: Client, now: string, doctorId?: string) {
	const visits = await everyRow(
		client
			.rpc('visits_to_rebook', { p_doctor_id: doctorId })
			.select('id, doctor_id, blocked_from, starts_at, ends_at'),
		['id']
	);
	if (visits.length === 0) return [];
	const absences = await everyRow(
		client
			.from('availability_exceptions')
			.select('id, kind, starts_at, ends_at, reason, doctor:doctors(id, name)')
			.in('doctor_id', [...new Set(visits.map(({ doctor_id }) => doctor_id))])
			.neq('kind', 'extra')
			.gt('ends_at', now),
		['starts_at', 'id']
	);
	return absences
		.map((absence) => ({
			...absence,
			visits: visits.filter(
				(visit) =>
					visit.doctor_id === absence.doctor?.id &&
					Date.parse(visit.blocked_from ?? visit.starts_at) < Date.parse(absence.ends_at) &&
					Date.parse(visit.ends_at) > Date.parse(absence.starts_at)
			).length
		}))
		.filter(({ visits: touched }) => touched > 0);
}

const proposals = z.array(
	z.object({
		doctor_id: z.string(),
		doctor_name: z.string(),
		starts_at: z.string(),
		ends_at: z.string()
	})
);

/** The visits an absence touches, each with other times for it that fit together. */
export async function leaveImpact(client: Client, absenceId: string) {
	const touched = await everyRow(client.rpc('leave_impact', { p_absence_id: absenceId }));
	return touched.map((row) => ({ ...row, proposals: proposals.parse(row.proposals) }));
}
export type TouchedVisit = Awaited<ReturnType<typeof leaveImpact>>[number];
