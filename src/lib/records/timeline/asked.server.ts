import { z } from 'zod';
import { readCursor, type Cursor } from '$lib/app/lists/cursor';
import { addDays, parseDay } from '$lib/app/time/days';
import { startOfDay } from '$lib/app/time/instants.server';
import { isHistoryKind } from './kinds.server';

const last = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** What of a history an address asks for: a kind, a colleague, what is older than a day or an entry. */
export function askedOf(query: URLSearchParams, zone: string) {
	const kind = query.get('kind');
	const until = parseDay(query.get('until'));
	// The last moment of the day: what begins with the next one is not of it.
	const day: Cursor | null = until
		? {
				at: new Date(Date.parse(startOfDay(addDays(until, 1), zone)) - 1).toISOString(),
				id: last
			}
		: null;
	return {
		kind: isHistoryKind(kind) ? kind : null,
		person: z.uuid().safeParse(query.get('person')).data ?? null,
		until,
		before: readCursor(query.get('older')) ?? day
	};
}
