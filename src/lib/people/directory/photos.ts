import type { SupabaseClient } from '@supabase/supabase-js';
import { resolve } from '$app/paths';
import type { Database } from '$lib/app/supabase/database.types';

/**
 * Where a photo is had; another one has another address, so that it may be kept. For components: it is as seen from the
 * page on show.
 */
export const photoAddress = (staffId: string, name: string | null | undefined): string | null =>
	name
		? `${resolve('/(clinic)/staff-photos/[staff=uuid]', { staff: staffId })}?v=${name.slice(37, 45)}`
		: null;

/** Of these colleagues the photos, by colleague; see `photoAddress`. */
export async function photosOf(
	client: SupabaseClient<Database>,
	staffIds: readonly string[]
): Promise<Record<string, string>> {
	if (staffIds.length === 0) return {};
	const { data } = await client
		.from('staff_photos')
		.select('staff_id, name')
		.in('staff_id', staffIds)
		.throwOnError();
	return Object.fromEntries(data.map(({ staff_id, name }) => [staff_id, name]));
}
