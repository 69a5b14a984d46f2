import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';

/** The first colleagues of that name who have an account, whoever has left too. For whoever manages access. */
export async function colleaguesNamed(
	client: SupabaseClient<Database>,
	query: string,
	signal: AbortSignal
) {
	const { data: found } = await client
		.rpc('search_staff', { p_query: query, p_limit: 20 })
		.abortSignal(signal)
		.throwOnError();
	if (found.length === 0) return [];
	const { data: accounts } = await client
		.from('staff')
		.select('id, user_id')
		.in(
			'id',
			found.map(({ id }) => id)
		)
		.abortSignal(signal)
		.throwOnError();
	return found.flatMap((person) => {
		const user_id = accounts.find(({ id }) => id === person.id)?.user_id;
		return user_id ? [{ ...person, user_id }] : [];
	});
}
