import type { SupabaseClient } from '@supabase/supabase-js';
import { stretch, type Start, type Stretch } from '$lib/app/lists/cursor';
import type { Database, Tables } from '$lib/app/supabase/database.types';

type Client = SupabaseClient<Database>;

/** A notification; where several are about one thing, the newest, which stands for them. */
export type Notification = Pick<
	Tables<'notifications'>,
	| 'id'
	| 'kind'
	| 'params'
	| 'link'
	| 'severity'
	| 'group_key'
	| 'group_size'
	| 'created_at'
	| 'read_at'
>;

const columns = 'id, kind, params, link, severity, group_key, group_size, created_at, read_at';

/** Asks for an answer: it is unread until what it tells of has been acknowledged. */
export const asksForAnswer = ({ severity, read_at }: Pick<Notification, 'severity' | 'read_at'>) =>
	severity === 'critical' && read_at === null;

/** What the caller must answer, newest first. */
export async function unanswered(client: Client): Promise<Notification[]> {
	const { data } = await client
		.from('notifications')
		.select(columns)
		.eq('severity', 'critical')
		.is('read_at', null)
		.eq('latest', true)
		.order('created_at', { ascending: false })
		.limit(20)
		.throwOnError();
	return data;
}

/** The newest notifications of the caller, those to be answered on top, and how many of all are unread. */
export async function inbox(
	client: Client,
	limit: number
): Promise<{ notifications: Notification[]; unread: number }> {
	const { data } = await client.rpc('inbox', { p_limit: limit }).throwOnError();
	return data as unknown as { notifications: Notification[]; unread: number };
}

/** The history, narrowed down. Everything about one thing is shown unfolded. */
export interface HistoryFilter {
	unread?: boolean;
	kind?: string | null;
	group?: string | null;
	start?: Start | null;
	size?: number;
}

/** The caller's notifications, newest first. */
export function notificationPage(
	client: Client,
	{ unread = false, kind = null, group = null, start = null, size = 30 }: HistoryFilter
): Promise<Stretch<Notification>> {
	let query = client.from('notifications').select(columns);
	query = group ? query.eq('group_key', group) : query.eq('latest', true);
	if (unread) query = query.is('read_at', null);
	if (kind) query = query.eq('kind', kind);
	return stretch(query, 'created_at', { start, size });
}

/** The kinds of notification the caller has. */
export async function ownKinds(client: Client): Promise<string[]> {
	const { data } = await client.rpc('notification_kinds').throwOnError();
	return data;
}
