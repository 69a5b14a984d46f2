import { FunctionsHttpError, type SupabaseClient } from '@supabase/supabase-js';
import type { Refusal } from '$lib/app/errors/explain';
import type { Database } from './database.types';

/** Asks an edge function; its refusal is said as one of the database. */
export async function invoke(
	client: SupabaseClient<Database>,
	name: string,
	body: Record<string, unknown>
): Promise<{ data: unknown; error: Refusal | null }> {
	const { data, error } = await client.functions.invoke<unknown>(name, { body });
	if (!error) return { data, error: null };
	if (error instanceof FunctionsHttpError) {
		const answer = (await error.context.json().catch(() => null)) as Refusal | null;
		if (answer?.code) return { data: null, error: answer };
	}
	return {
		data: null,
		error: { message: error instanceof Error ? error.message : 'fetch failed' }
	};
}
