import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/supabase/database.types';

/** Marks the caller's notifications as read: those named, or all of them. */
export async function markRead(client: SupabaseClient<Database>, ids?: string[]): Promise<void> {
	await client.rpc('mark_notifications_read', ids ? { p_ids: ids } : {}).throwOnError();
}
