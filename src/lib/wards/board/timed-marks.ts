import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';
import type { Tone } from '$lib/app/ui/types';

/** What a bed says from an instant on, until the room's next mark: a screen that stays open shows it when its time has come. */
export interface TimedMark {
	from: string;
	/** Null: nothing any more. */
	text: string | null;
	/** For the smallest tiles. */
	short: string;
	tone: Tone;
}

/** What a room knows of who lies on a ward, by admission; it says so in its `board.server.ts`. */
export type BoardMarks = (
	client: SupabaseClient<Database>,
	wardId: string
) => Promise<ReadonlyMap<string, readonly TimedMark[]>>;

/** The mark that holds now. */
export const markAt = (marks: readonly TimedMark[] | undefined, now: Date): TimedMark | null => {
	const begun = marks?.filter(({ from }) => Date.parse(from) <= now.getTime()).at(-1);
	return begun?.text ? begun : null;
};
