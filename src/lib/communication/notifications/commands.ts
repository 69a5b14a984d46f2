import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';

/** Marks the caller's notifications as read: those named with what came before them in their groups, or all. */
export function markRead(client: SupabaseClient<Database>, ids?: string[]) {
	return client.rpc('mark_notifications_read', ids ? { p_ids: ids } : {});
}
