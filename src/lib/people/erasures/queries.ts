import type { SupabaseClient } from '@supabase/supabase-js';
import { stretch, type Start } from '$lib/app/lists/cursor';
import type { Database } from '$lib/app/supabase/database.types';

type Client = SupabaseClient<Database>;

/** What was asked, the newest first. */
export const erasureRequests = (client: Client, start: Start | null) =>
	stretch(
		client.from('erasure_requests').select(
			`id, state, basis, reason, asked_by, asked_name, asked_at, decided_name, decided_at, decided_because, done_at,
			patient:patients!erasure_requests_patient_id_fkey(id, mrn, full_name, erased_at)`
		),
		'asked_at',
		{ start, size: 25 }
	);

export type ErasureRequest = Awaited<ReturnType<typeof erasureRequests>>['rows'][number];

/** The last thing that was asked about a patient's own record. */
export async function ownErasure(client: Client, patientId: string) {
	const { data } = await client
		.from('erasure_requests')
		.select('state, asked_at, decided_at, decided_because')
		.eq('patient_id', patientId)
		.order('asked_at', { ascending: false })
		.limit(1)
		.maybeSingle()
		.throwOnError();
	return data;
}

export type OwnErasure = Awaited<ReturnType<typeof ownErasure>>;

/** When the record of a number was erased; null of all others. */
export async function erasedRecord(client: Client, mrn: string): Promise<string | null> {
	const { data } = await client.rpc('erased_record', { p_mrn: mrn }).throwOnError();
	return data;
}
