import type { SupabaseClient } from '@supabase/supabase-js';
import type { Refusal } from '$lib/app/errors/explain';
import type { Database, Json } from '$lib/app/supabase/database.types';
import { clock } from '$lib/app/time/clock';
import type { Piece } from './week';

type Client = SupabaseClient<Database>;

/** Puts a week in the place of what the doctor has, from a day on. LN009 when somebody else changed it. */
export const replaceHours = (
	client: Client,
	week: { doctorId: string; pieces: readonly Piece[]; from: string; version: string }
) =>
	client.rpc('replace_weekly_hours', {
		p_doctor_id: week.doctorId,
		p_rules: week.pieces.map(({ weekday, from, until, room, only, zone }) => ({
			weekday,
			starts_time: clock(from),
			ends_time: clock(until),
			room_id: room || null,
			visit_type_ids: only ? only.split(' ') : null,
			time_zone: zone || null
		})),
		p_valid_from: week.from,
		p_expected: week.version
	});

export interface ExceptionData {
	kind: string;
	starts_at: string;
	ends_at: string;
	reason: string | null;
	room_id: string | null;
}

/** Takes a time off, or adds one. What is added is no absence: nobody has to wait for it, so it needs no command. */
export async function addException(
	client: Client,
	doctorId: string,
	{ kind, starts_at, ends_at, reason, room_id }: ExceptionData
): Promise<{ id: string | null; error: Refusal | null }> {
	if (kind === 'extra') {
		const { data, error } = await client
			.from('availability_exceptions')
			.insert({ doctor_id: doctorId, kind, starts_at, ends_at, reason, room_id })
			.select('id')
			.single();
		return { id: data?.id ?? null, error };
	}
	const { data, error } = await client.rpc('add_absence', {
		p_doctor_id: doctorId,
		p_kind: kind,
		p_starts_at: starts_at,
		p_ends_at: ends_at,
		p_reason: reason ?? undefined
	});
	return { id: data?.id ?? null, error };
}

/** Changes an absence or an added time. No row: there is none of this doctor any more. */
export const changeException = (
	client: Client,
	doctorId: string,
	id: string,
	data: ExceptionData
) =>
	client
		.from('availability_exceptions')
		.update(data)
		.eq('id', id)
		.eq('doctor_id', doctorId)
		.select('id')
		.single();

export const removeException = (client: Client, doctorId: string, id: string) =>
	client
		.from('availability_exceptions')
		.delete()
		.eq('id', id)
		.eq('doctor_id', doctorId)
		.select('id')
		.single();

export interface OwnLength {
	visit_type_id: string;
	duration_minutes: number | null;
	buffer_before_minutes: number | null;
	buffer_minutes: number | null;
	offered: boolean;
}

/** Keeps what a doctor does otherwise than the types say; a row that says nothing is removed. */
export async function saveLengths(
	client: Client,
	doctorId: string,
	lengths: readonly OwnLength[]
): Promise<{ error: Refusal | null }> {
	const says = (length: OwnLength) =>
		!length.offered ||
		length.duration_minutes !== null ||
		length.buffer_before_minutes !== null ||
		length.buffer_minutes !== null;
	const kept = lengths.filter(says).map((length) => ({ doctor_id: doctorId, ...length }));
	if (kept.length > 0) {
		const { error } = await client.from('doctor_visit_types').upsert(kept);
		if (error) return { error };
	}
	const dropped = lengths.filter((length) => !says(length)).map((length) => length.visit_type_id);
	if (dropped.length === 0) return { error: null };
	const { error } = await client
		.from('doctor_visit_types')
		.delete()
		.eq('doctor_id', doctorId)
		.in('visit_type_id', dropped);
	return { error };
}

export type Move =
	| { appointment_id: string; updated_at: string; doctor_id: string; starts_at: string }
	| { appointment_id: string; updated_at: string; cancel: true; reason: string };

/** Moves and calls off visits, all or none. LN016 when one of them changed since it was read. */
export const rebookVisits = (client: Client, moves: readonly Move[]) =>
	client.rpc('rebook_visits', { p_moves: moves as unknown as Json });
