import { everyRow } from '$lib/app/lists/every-row';
import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';

type Client = SupabaseClient<Database>;

/** A bed to be cleaned, or one that was; see `cleaning_tasks` in the database. */
export interface CleaningTask {
	task_id: string;
	status: string;
	ward_id: string;
	ward_name: string;
	room_name: string;
	bed_id: string;
	bed_label: string;
	created_at: string;
	started_at: string | null;
	finished_at: string | null;
	/** Who cleans it, or did. */
	worker_name: string | null;
	mine: boolean;
	/** HL7 table 0116, where the bed is out of use as well. */
	closure_reason: string | null;
	/** Why it has to be cleaned again. */
	reopened_because: string | null;
	/** Somebody has been promised the bed. */
	urgent: boolean;
}

/** What is to be cleaned on the reader's wards, the most urgent first, and what was done since an instant. */
export const cleaningTasks = (client: Client, doneSince: string): Promise<CleaningTask[]> =>
	everyRow(client.rpc('cleaning_tasks', { p_done_since: doneSince }));
