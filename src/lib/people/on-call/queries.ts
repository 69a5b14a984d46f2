import type { SupabaseClient } from '@supabase/supabase-js';
import { everyRow } from '$lib/app/lists/every-row';
import { paged, type Page } from '$lib/app/lists/page';
import type { Database } from '$lib/app/supabase/database.types';

type Client = SupabaseClient<Database>;

export interface Shift {
	id: string;
	starts_at: string;
	ends_at: string;
	contact: string | null;
	staff: { full_name: string; position: string } | null;
	/** Null: the whole hospital. */
	department: { name: string } | null;
}

const columns =
	'id, starts_at, ends_at, contact, staff(full_name, position), department:departments(name)' as const;

/** Everybody on call at an instant: those for the whole hospital, then by department. */
export async function onCallAt(client: Client, at: string): Promise<Shift[]> {
	const shifts = await everyRow(
		client.from('on_call_shifts').select(columns).gt('ends_at', at).lte('starts_at', at),
		['starts_at', 'id']
	);
	const place = ({ department }: Shift) => department?.name ?? '';
	return shifts.toSorted((one, other) => place(one).localeCompare(place(other)));
}

/** Who will be on call after an instant, the next first. */
export const onCallAfter = (client: Client, at: string, page: number): Promise<Page<Shift>> =>
	paged(
		client
			.from('on_call_shifts')
			.select(columns, { count: 'exact' })
			.gt('starts_at', at)
			.order('starts_at')
			.order('id'),
		{ page, size: 30 }
	);
