import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';
import {
	codedColumns,
	entryColumns,
	type CodedEntry,
	type Entry
} from '$lib/records/problems/entries';

type Client = SupabaseClient<Database>;

export interface FamilyEntry extends CodedEntry {
	relation: string;
	onset_age: number | null;
	deceased: boolean | null;
	comment: string | null;
}
export interface SocialEntry extends Entry {
	topic: string;
	value: string | null;
	text: string | null;
	pack_years: number | null;
	units: number | null;
	stated_at: string;
}

export async function familyHistoryOf(client: Client, patientId: string): Promise<FamilyEntry[]> {
	const { data } = await client
		.from('family_history')
		.select(`${codedColumns('family_history')}, relation, onset_age, deceased, comment`)
		.eq('patient_id', patientId)
		.order('recorded_at')
		.order('id')
		.limit(100)
		.throwOnError();
	return data;
}

/** What was said of how somebody lives, the newest first. */
export async function socialHistoryOf(client: Client, patientId: string): Promise<SocialEntry[]> {
	const { data } = await client
		.from('social_history')
		.select(`${entryColumns('social_history')}, topic, value, text, pack_years, units, stated_at`)
		.eq('patient_id', patientId)
		.order('stated_at', { ascending: false })
		.order('id')
		.limit(100)
		.throwOnError();
	return data;
}
