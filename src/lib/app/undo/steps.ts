import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';

/** A step of one's own that can still be undone; see `undoable_steps` in the database. */
export interface LastStep {
	subject: string;
	row_id: string;
	/** What it is about; null where the reader may not know. */
	name: string | null;
	/** The step made the row. */
	made: boolean;
	from_status: string | null;
	to_status: string | null;
	done_at: string;
	undo_until: string;
}

/** The newest of the reader's steps of these subjects that nothing has followed. */
export async function lastStep(
	client: SupabaseClient<Database>,
	...subjects: string[]
): Promise<LastStep | null> {
	const found = await Promise.all(
		subjects.map(async (subject) => {
			const { data } = await client
				.rpc('undoable_steps', { p_subject: subject })
				.order('done_at', { ascending: false })
				.limit(1)
				.throwOnError();
			return data.map((step) => ({ subject, ...step }));
		})
	);
	return found.flat().toSorted((one, other) => other.done_at.localeCompare(one.done_at))[0] ?? null;
}
