import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';

type Client = SupabaseClient<Database>;

/** What is set, the last success, and since when a backup is missing. */
export interface BackupState {
	hours: number;
	keep_days: number;
	alarm_hours: number;
	last_at: string | null;
	running_since: string | null;
	missing_since: string | null;
}

export async function backupState(client: Client): Promise<BackupState> {
	const { data } = await client.rpc('backup_state').throwOnError();
	// The function's comment is the contract; the API types its document as any JSON.
	return data as unknown as BackupState;
}

/** A backup that was made or tried; what is not known of it yet is null. */
export interface Backup {
	id: string;
	began_at: string;
	ended_at: string | null;
	outcome: string;
	name: string | null;
	place: string | null;
	bytes: number | null;
	row_count: number | null;
	file_count: number | null;
	missing_count: number | null;
	message: string | null;
}

/** The last twenty, newest first. */
export async function backups(client: Client): Promise<Backup[]> {
	const { data } = await client.rpc('backups', { p_limit: 20 }).throwOnError();
	return data;
}
