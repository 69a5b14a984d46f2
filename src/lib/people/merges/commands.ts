import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';

type Client = SupabaseClient<Database>;

export const mergePatients = (client: Client, keep: string, drop: string, reason: string) =>
	client.rpc('merge_patients', { p_keep: keep, p_drop: drop, p_reason: reason });

export const undoMerge = (client: Client, mergeId: string, reason: string) =>
	client.rpc('undo_merge', { p_merge_id: mergeId, p_reason: reason });

export const tellApart = (client: Client, one: string, other: string) =>
	client.rpc('tell_apart', { p_one: one, p_other: other });
