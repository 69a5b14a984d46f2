import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database, Tables } from '$lib/supabase/database.types';

export type Notification = Pick<
	Tables<'notifications'>,
	'id' | 'kind' | 'params' | 'link' | 'created_at' | 'read_at'
>;

const columns = 'id, kind, params, link, created_at, read_at';

/** The newest notifications of the caller and how many of all are unread. */
export async function latestNotifications(
	client: SupabaseClient<Database>,
	limit: number
): Promise<{ notifications: Notification[]; unread: number }> {
	const [latest, unread] = await Promise.all([
		client
			.from('notifications')
			.select(columns)
			.order('created_at', { ascending: false })
			.limit(limit)
			.throwOnError(),
		client
			.from('notifications')
			.select('id', { count: 'exact', head: true })
			.is('read_at', null)
			.throwOnError()
	]);
	return { notifications: latest.data, unread: unread.count ?? 0 };
}

/** One notification of the caller; null if it is not theirs or gone. */
export async function notificationById(
	client: SupabaseClient<Database>,
	id: string
): Promise<Notification | null> {
	const { data } = await client
		.from('notifications')
		.select(columns)
		.eq('id', id)
		.maybeSingle()
		.throwOnError();
	return data;
}
