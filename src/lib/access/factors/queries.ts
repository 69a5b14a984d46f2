import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';

/** Which roles ask for a second factor; a patient's never does. */
export async function roleFactors(client: SupabaseClient<Database>) {
	const { data } = await client
		.from('roles')
		.select('id, name, second_factor')
		.neq('kind', 'patient')
		.order('name')
		.throwOnError();
	return data;
}

/** How many apps somebody has; for those who manage access. */
export async function personFactors(client: SupabaseClient<Database>, userId: string) {
	const { data } = await client.rpc('person_factors', { p_user_id: userId }).throwOnError();
	return data;
}
