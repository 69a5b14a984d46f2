import type { SupabaseClient } from '@supabase/supabase-js';
import { mapRows, paged, type Page } from '$lib/app/lists/page';
import type { Database } from '$lib/app/supabase/database.types';
import type { Disposition } from '$lib/wards/board/choices';

/** A time in the hospital, as a chart lists it. */
export interface Stay {
	id: string;
	admitted_at: string;
	discharged_at: string | null;
	disposition: Disposition | null;
	reason: string | null;
	ward_name: string;
	attending_name: string | null;
}

/** A patient's stays, the latest first; those that are over only while the chart is open. */
export async function patientStays(
	client: SupabaseClient<Database>,
	patientId: string,
	page = 1
): Promise<Page<Stay>> {
	const query = client
		.from('admissions')
		.select(
			'id, admitted_at, discharged_at, disposition, reason, ward:wards(name), attending:doctors(staff(full_name))',
			{ count: 'exact' }
		)
		.eq('patient_id', patientId)
		.order('admitted_at', { ascending: false })
		.order('id');
	return mapRows(await paged(query, { page, size: 20 }), ({ ward, attending, ...stay }) => ({
		...stay,
		disposition: stay.disposition as Disposition | null,
		ward_name: ward.name,
		attending_name: attending?.staff.full_name ?? null
	}));
}
