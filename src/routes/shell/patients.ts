import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';

export type FoundPatient = Database['public']['Functions']['search_patients']['Returns'][number];

/** Patients the words may mean, best first; needs `patients.read`. */
export async function findPatients(
	client: SupabaseClient<Database>,
	query: string
): Promise<FoundPatient[]> {
	const { data } = await client
		.rpc('search_patients', { p_query: query, p_limit: 8 })
		.throwOnError();
	return data;
}

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
