import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';

type Client = SupabaseClient<Database>;

/** Who was put into a patient's care team and is in it now; so many are on a screen. */
export async function careTeam(client: Client, patientId: string, at: string) {
	const { data } = await client
		.from('care_team_members')
		.select('id, role, since, until, staff:staff(id, full_name, position)')
		.eq('patient_id', patientId)
		.lte('since', at)
		.gt('until', at)
		.order('since')
		.order('id')
		.limit(100)
		.throwOnError();
	return data;
}
