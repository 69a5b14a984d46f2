import type { SupabaseClient } from '@supabase/supabase-js';
import { z } from 'zod';
import type { Database } from '$lib/app/supabase/database.types';
import { fullName } from '$lib/people/patients/names';
import {
	priorities,
	tokenStatuses,
	type DisplayContent,
	type FinishedToken,
	type QueueEntry,
	type QueueSummary
} from './board';

type Client = SupabaseClient<Database>;

const dayMs = 24 * 60 * 60 * 1000;

/* The generator does not know which columns of a function may be null. */
const entrySchema = z.object({
	id: z.string(),
	label: z.string(),
	status: z.enum(tokenStatuses),
	position: z.number().nullable(),
	patient_id: z.string().nullable(),
	patient_name: z.string().nullable(),
	patient_mrn: z.string().nullable(),
	patient_deceased_at: z.string().nullable(),
	note: z.string().nullable(),
	appointment_id: z.string().nullable(),
	visit_starts_at: z.string().nullable(),
	doctor_id: z.string().nullable(),
	doctor_name: z.string().nullable(),
	room_name: z.string().nullable(),
	priority: z.enum(priorities),
	priority_reason: z.string().nullable(),
	issued_at: z.string(),
	waiting_since: z.string(),
	called_at: z.string().nullable(),
	called_count: z.number(),
	started_at: z.string().nullable(),
	estimate_minutes: z.number().nullable(),
	back_because: z.string().nullable()
});

const finishedSchema = z.object({
	id: z.string(),
	label: z.string(),
	status: z.enum(['done', 'left']),
	patient_id: z.string().nullable(),
	finished_at: z.string()
});

const displaySchema = z
	.object({
		topic: z.string(),
		department: z.string(),
		name: z.string(),
		called: z.array(
			z.object({
				label: z.string(),
				room: z.string().nullable(),
				status: z.string(),
				called_at: z.string(),
				called_count: z.number()
			})
		),
		next: z.array(z.string()),
		waiting: z.number(),
		estimate_minutes: z.number().nullable()
	})
	.nullable();

/** Who is in a department's waiting room today: called, with somebody, waiting in turn, passed over. */
export async function queueBoard(client: Client, departmentId: string): Promise<QueueEntry[]> {
	const { data } = await client
		.rpc('queue_board', { p_department_id: departmentId })
		.throwOnError();
	return z.array(entrySchema).parse(data);
}

/** Who is done or gone since some hours, the latest first: of a doctor, those who are called to them or to anybody. */
export async function finishedTokens(
	client: Client,
	departmentId: string,
	doctorId: string | null,
	since: Date
): Promise<FinishedToken[]> {
	const asked = client
		.from('queue_tokens')
		.select('id, label, status, note, finished_at, patient_id, patients(given_name, family_name)')
		.eq('department_id', departmentId)
		.in('status', ['done', 'left'])
		.gte('day', new Date(since.getTime() - dayMs).toISOString().slice(0, 10))
		.gte('finished_at', since.toISOString())
		.is('moved_to_id', null)
		.order('finished_at', { ascending: false })
		.limit(50);
	const { data } = await (
		doctorId ? asked.or(`doctor_id.is.null,doctor_id.eq.${doctorId}`) : asked
	).throwOnError();
	return data.map(({ patients, note, ...token }) => ({
		...finishedSchema.parse(token),
		name: patients ? fullName(patients) : note
	}));
}

/** Today's figures of the queues the caller may see. */
export async function queueSummary(client: Client): Promise<QueueSummary[]> {
	const { data } = await client.rpc('queue_summary').throwOnError();
	return data;
}

export interface QueueScreen {
	id: string;
	name: string;
	created_at: string;
}

/** The screens of a waiting room whose link still works. */
export async function queueScreens(client: Client, departmentId: string): Promise<QueueScreen[]> {
	const { data } = await client
		.from('queue_displays')
		.select('id, name, created_at')
		.eq('department_id', departmentId)
		.is('revoked_at', null)
		.order('created_at')
		.throwOnError();
	return data;
}

/** The rooms people can be called to. */
export async function callingRooms(
	client: Client,
	departmentId: string
): Promise<{ id: string; name: string }[]> {
	const { data } = await client
		.from('rooms')
		.select('id, name')
		.eq('department_id', departmentId)
		.eq('active', true)
		.order('name')
		.throwOnError();
	return data;
}

/** What a screen shows; null when its link is unknown or was taken back. */
export async function displayContent(
	client: Client,
	token: string
): Promise<DisplayContent | null> {
	const { data } = await client.rpc('queue_display', { p_token: token }).throwOnError();
	return displaySchema.parse(data);
}

/** Where a patient stands in the queue of a visit. */
export interface QueuePlace {
	label: string;
	status: string;
	department_id: string;
	department_name: string;
	room_name: string | null;
	ahead: number;
	estimate_minutes: number | null;
}

/** Where the patient of a visit stands today; null when they are in no queue for it. */
export async function queuePlace(client: Client, visitId: string): Promise<QueuePlace | null> {
	const { data } = await client.rpc('my_queue_position').throwOnError();
	return data.find(({ appointment_id }) => appointment_id === visitId) ?? null;
}
