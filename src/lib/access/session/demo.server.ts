import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';

/**
 * Whether this is the demo hospital, where whoever comes may look around as one of its people. Asked of the database
 * each time: its seed says so and nobody may write it; a real hospital, and one that does not answer, is none.
 */
export async function isDemo(client: SupabaseClient<Database>): Promise<boolean> {
	const { data } = await client.from('hospital_settings').select('demo').maybeSingle();
	return data?.demo ?? false;
}
