import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';

type Client = SupabaseClient<Database>;

/** Milliseconds. A gateway tells twice a minute who is there; once may be missed. */
const goneAfter = 75_000;

export interface PairedDisplay {
	id: string;
	name: string;
	pairedAt: string;
	pairedBy: string | null;
	lastSeenAt: string | null;
	on: boolean;
}

/** The displays of a ward that have not been revoked, the newest first. */
export async function wardDisplays(client: Client, wardId: string): Promise<PairedDisplay[]> {
	const { data } = await client
		.from('displays')
		.select('id, name, paired_at, paired_by, last_seen_at')
		.eq('ward_id', wardId)
		.is('revoked_at', null)
		.order('paired_at', { ascending: false })
		.throwOnError();
	const names = await namesOf(
		client,
		data.flatMap(({ paired_by }) => paired_by ?? [])
	);
	const now = Date.now();
	return data.map((display) => ({
		id: display.id,
		name: display.name,
		pairedAt: display.paired_at,
		pairedBy: names.get(display.paired_by ?? '') ?? null,
		lastSeenAt: display.last_seen_at,
		on: display.last_seen_at !== null && now - Date.parse(display.last_seen_at) < goneAfter
	}));
}

/** Colleagues' names by account; of those who have left, and of those the reader may not see, none. */
async function namesOf(client: Client, userIds: string[]): Promise<Map<string, string>> {
	if (userIds.length === 0) return new Map();
	const { data } = await client
		.from('staff')
		.select('user_id, full_name')
		.in('user_id', [...new Set(userIds)])
		.throwOnError();
	return new Map(data.flatMap(({ user_id, full_name }) => (user_id ? [[user_id, full_name]] : [])));
}

/** The ward's name; null for whoever may not see it. */
export async function wardName(client: Client, wardId: string): Promise<string | null> {
	const { data } = await client
		.from('wards')
		.select('name')
		.eq('id', wardId)
		.maybeSingle()
		.throwOnError();
	return data?.name ?? null;
}
