import type { SupabaseClient } from '@supabase/supabase-js';
import { stretch, type Start } from '$lib/app/lists/cursor';
import type { Database } from '$lib/app/supabase/database.types';

type Client = SupabaseClient<Database>;

const columns =
	'id, patient_id, subject, staff_id, staff_name, status, version, created_at, last_at, waiting_since, closed_at, closed_name' as const;

/** Threads about a patient, what was written last first. */
export const threadsOf = (client: Client, patientId: string, start: Start | null) =>
	stretch(
		client
			.from('message_threads')
			.select(`${columns}, reads:message_reads(user_id, side, read_at)`)
			.eq('patient_id', patientId),
		'last_at',
		{ start, size: 20 }
	);
export type ThreadRow = Awaited<ReturnType<typeof threadsOf>>['rows'][number];

/** How much of a thread is shown; what is older is one step away. */
const shown = 100;

/** A thread with what was written last in it, oldest first; null where it is not to be read. */
export async function threadOf(client: Client, threadId: string, all: boolean) {
	const [{ data: thread }, { data: lines }, { data: reads }, { data: cover }] = await Promise.all([
		client.from('message_threads').select(columns).eq('id', threadId).maybeSingle().throwOnError(),
		client
			.from('message_lines')
			.select(
				`id, kind, side, body, to_name, staff_id, sent_by, sender_name, relationship, for_name, crossed, sent_at, error_at,
				attachments:message_attachments(document:documents(id, title, voided_at))`
			)
			.eq('thread_id', threadId)
			.order('sent_at', { ascending: false })
			.order('id', { ascending: false })
			.limit(all ? 1000 : shown + 1)
			.throwOnError(),
		client
			.from('message_reads')
			.select('user_id, side, name, read_at')
			.eq('thread_id', threadId)
			.order('read_at')
			.limit(200)
			.throwOnError(),
		client.rpc('thread_cover', { p_thread_id: threadId })
	]);
	if (!thread) return null;
	const older = !all && lines.length > shown;
	return {
		...thread,
		lines: lines.slice(0, all ? undefined : shown).reverse(),
		older,
		reads,
		away: cover?.[0]?.away ?? false,
		cover_name: cover?.[0]?.cover_name ?? null
	};
}
export type Thread = NonNullable<Awaited<ReturnType<typeof threadOf>>>;
export type Line = Thread['lines'][number];

/** Whom a message may be to by name. */
export async function recipients(client: Client, patientId: string) {
	const { data } = await client
		.rpc('message_recipients', { p_patient_id: patientId })
		.throwOnError();
	return data;
}
export type Recipient = Awaited<ReturnType<typeof recipients>>[number];

/** What is said where one writes. */
export async function terms(client: Client) {
	const { data } = await client
		.from('hospital_settings')
		.select('emergency_phone, messages_answer_days, messages_per_day')
		.single()
		.throwOnError();
	return data;
}
export type Terms = Awaited<ReturnType<typeof terms>>;

/** Says that the caller has it on their screen. */
export const markRead = (client: Client, threadId: string) =>
	client.rpc('mark_thread_read', { p_thread_id: threadId });
