import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';
import { m } from '$lib/paraglide/messages.js';
import { askedBefore } from './queries';

/**
 * What a list of visits says of the questions before each, where something is asked. In the reader's words, so that the
 * list needs none of this room.
 */
export async function askedMarks(
	client: SupabaseClient<Database>,
	visitIds: readonly string[]
): Promise<Record<string, { text: string; done: boolean }>> {
	const asked = await askedBefore(client, visitIds);
	return Object.fromEntries(
		[...new Set(asked.map(({ appointment_id }) => appointment_id))].map((id) => {
			const own = asked.filter(({ appointment_id }) => appointment_id === id);
			const sent = own.filter(({ state }) => state === 'sent').length;
			const done = sent === own.length;
			const text = done
				? m.questionnaires_answered()
				: sent > 0
					? m.questionnaires_partly({ sent, of: own.length })
					: m.questionnaires_not_answered();
			return [id, { text, done }];
		})
	);
}
