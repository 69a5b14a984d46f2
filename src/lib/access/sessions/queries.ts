import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';

type Client = SupabaseClient<Database>;

/** Where the caller is signed in, this session first. */
export async function ownSessions(client: Client) {
	const { data } = await client.rpc('own_sessions').throwOnError();
	return data;
}
export type Session = Awaited<ReturnType<typeof ownSessions>>[number];

/** Where somebody is signed in; for those who manage access. */
export async function personSessions(client: Client, userId: string) {
	const { data } = await client.rpc('person_sessions', { p_user_id: userId }).throwOnError();
	return data;
}

/** Whether the caller has a PIN to unlock by. */
export async function hasPin(client: Client) {
	const { data } = await client.rpc('has_pin').throwOnError();
	return data;
}
