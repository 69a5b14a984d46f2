import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';

/** Where somebody lies, as far as the reader may know. */
export interface Whereabouts {
	patient_id: string;
	admission_id: string;
	admitted_at: string;
	ward_id: string;
	ward_name: string;
	/** Null while they wait for a bed, and where the bed is not the reader's to see. */
	bed_id: string | null;
	bed_label: string | null;
}

/** Of these patients, who lies in the hospital now, and where. */
export async function whereabouts(
	client: SupabaseClient<Database>,
	patientIds: readonly string[]
): Promise<Whereabouts[]> {
	if (patientIds.length === 0) return [];
	const { data } = await client
		.from('admissions')
		.select(
			'id, patient_id, admitted_at, ward:wards(id, name), stays:bed_stays(bed:beds(id, label))'
		)
		.in('patient_id', patientIds)
		.is('discharged_at', null)
		.eq('stays.is_current', true)
		.throwOnError();
	return data.map(({ id, patient_id, admitted_at, ward, stays }) => ({
		patient_id,
		admission_id: id,
		admitted_at,
		ward_id: ward.id,
		ward_name: ward.name,
		bed_id: stays[0]?.bed?.id ?? null,
		bed_label: stays[0]?.bed?.label ?? null
	}));
}
