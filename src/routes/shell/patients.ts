import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';

/** The ward a patient is admitted to now, if the caller may see it. */
export async function whereIs(
	client: SupabaseClient<Database>,
	patientId: string
): Promise<string | null> {
	const { data } = await client
		.from('admissions')
		.select('ward_id')
		.eq('patient_id', patientId)
		.is('discharged_at', null)
		.maybeSingle();
	return data?.ward_id ?? null;
}
