import type { SupabaseClient } from '@supabase/supabase-js';
import { stretch, type Start } from '$lib/app/lists/cursor';
import type { Database } from '$lib/app/supabase/database.types';
import { codedColumns, type CodedEntry } from './entries';

type Client = SupabaseClient<Database>;

export interface Problem extends CodedEntry {
	status: string;
	certainty: string;
	side: string | null;
	onset: string | null;
	ended_on: string | null;
	comment: string | null;
}

const problemColumns =
	`${codedColumns('problems')}, status, certainty, side, onset, ended_on, comment` as const;

/** The problem list, what goes on first; what was struck out last. */
export async function problemsOf(client: Client, patientId: string): Promise<Problem[]> {
	const { data } = await client
		.from('problems')
		.select(problemColumns)
		.eq('patient_id', patientId)
		// As the words go, too.
		.order('status')
		.order('recorded_at', { ascending: false })
		.limit(300)
		.throwOnError();
	return data;
}

export async function problemById(client: Client, id: string): Promise<Problem | null> {
	const { data } = await client
		.from('problems')
		.select(problemColumns)
		.eq('id', id)
		.maybeSingle()
		.throwOnError();
	return data;
}

export interface Diagnosis extends CodedEntry {
	rank: string;
	certainty: string;
	side: string | null;
	comment: string | null;
	diagnosed_at: string;
	encounter: { id: string; kind: string; status: string } | null;
}

/** Diagnoses of visits and stays, newest first. */
export const diagnosesOf = (client: Client, patientId: string, start: Start | null) =>
	stretch(
		client
			.from('diagnoses')
			.select(
				`${codedColumns('diagnoses')}, rank, certainty, side, comment, diagnosed_at, encounter:encounters(id, kind, status)`
			)
			.eq('patient_id', patientId),
		'diagnosed_at',
		{ start, size: 30 }
	);

/** The caller's encounters with a patient that are not signed: where a diagnosis may belong. */
export async function openEncounters(client: Client, patientId: string, staffId: string | null) {
	if (!staffId) return [];
	const { data } = await client
		.from('encounters')
		.select('id, kind, started_at')
		.eq('patient_id', patientId)
		.eq('staff_id', staffId)
		.eq('status', 'open')
		.order('started_at', { ascending: false })
		.limit(10)
		.throwOnError();
	return data;
}
export type OpenEncounter = Awaited<ReturnType<typeof openEncounters>>[number];
