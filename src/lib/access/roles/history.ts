import { z } from 'zod';

/** A role as it was at some time. */
export const roleStateSchema = z.object({
	name: z.string(),
	description: z.string(),
	permission_ids: z.array(z.string())
});

interface Stepped {
	made_by: string | null;
	made_at: string;
	undone_at: string | null;
	/** Missing of what was done to a person; null: the role was made, which deleting it undoes. */
	before?: unknown;
}

const undoMinutes = 10;

/** Until when the latest change can be undone by whoever looks; null where it cannot. */
export function undoUntil(
	change: Stepped | undefined,
	reader: string,
	now: number = Date.now()
): string | null {
	if (!change || change.made_by !== reader || change.undone_at || change.before === null)
		return null;
	const until = Date.parse(change.made_at) + undoMinutes * 60_000;
	return until > now ? new Date(until).toISOString() : null;
}
