import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';

type Client = SupabaseClient<Database>;

export const takeUp = (client: Client, kind: string, id: string) =>
	client.rpc('take_up_item', { p_kind: kind, p_item_id: id });

/** Instants are UTC. */
export const nameStandIn = (
	client: Client,
	input: { staff_id: string | null; delegate_id: string; since: string; until: string }
) =>
	client.rpc('name_stand_in', {
		p_delegate_id: input.delegate_id,
		p_since: input.since,
		p_until: input.until,
		p_staff_id: input.staff_id ?? undefined
	});

export const endStandIn = (client: Client, id: string) =>
	client.rpc('end_stand_in', { p_stand_in_id: id });
