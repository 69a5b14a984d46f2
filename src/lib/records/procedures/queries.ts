import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';
import { codedColumns, type CodedEntry } from '$lib/records/problems/entries';

type Client = SupabaseClient<Database>;

export interface Procedure extends CodedEntry {
	performed_on: string;
	performed_by: string | null;
	performer: { full_name: string } | null;
	side: string | null;
	outcome: string | null;
	comment: string | null;
	encounter: { status: string } | null;
}

const columns =
	`${codedColumns('procedures')}, performed_on, performed_by, performer:staff!procedures_performer_id_fkey(full_name),
	side, outcome, comment, encounter:encounters(status)` as const;

/** What was done to a patient, the latest first. */
export async function proceduresOf(client: Client, patientId: string): Promise<Procedure[]> {
	const { data } = await client
		.from('procedures')
		.select(columns)
		.eq('patient_id', patientId)
		.order('performed_on', { ascending: false })
		.order('id')
		.limit(200)
		.throwOnError();
	return data;
}

export async function procedureVersion(client: Client, id: string): Promise<number | null> {
	const { data } = await client
		.from('procedures')
		.select('version')
		.eq('id', id)
		.maybeSingle()
		.throwOnError();
	return data?.version ?? null;
}
