import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';

type Client = SupabaseClient<Database>;

/** Has a message sent again that failed, was given up or may not have arrived. */
export const retryDelivery = (client: Client, id: string) =>
	client.rpc('retry_delivery', { p_id: id });

/** The patient will come; the link's one use. */
export const confirmByLink = (client: Client, token: string) =>
	client.rpc('confirm_visit_by_link', { p_token: token });

/** The patient will not come; the link's one use. */
export const cancelByLink = (client: Client, token: string) =>
	client.rpc('cancel_visit_by_link', { p_token: token });

/** The patient comes at another time; the link's one use, unless it is refused. */
export const rescheduleByLink = (client: Client, token: string, startsAt: string) =>
	client.rpc('reschedule_visit_by_link', { p_token: token, p_starts_at: startsAt });
