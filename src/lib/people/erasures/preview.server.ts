import type { SupabaseClient } from '@supabase/supabase-js';
import { tables } from '$lib/access/audit/words.server';
import type { Database } from '$lib/app/supabase/database.types';
import { m } from '$lib/paraglide/messages.js';
import { previewSchema } from './schema';

/** What the log does not know, for its rows are not in it. */
const unlogged: Record<string, () => string> = {
	handover_sections: m.erasures_table_handover_sections,
	note_drafts: m.erasures_table_note_drafts
};

/** What erasing a record would do, table by table in words; null where there is no such record. */
export async function erasurePreview(client: SupabaseClient<Database>, patientId: string) {
	const { data, error } = await client.rpc('erasure_preview', { p_patient_id: patientId });
	if (error?.code === 'PT404') return null;
	if (error) throw error;
	const { counts, ...record } = previewSchema.parse(data);
	const named = new Map<string, (typeof counts)[number] & { name: string }>();
	for (const count of counts) {
		const before = named.get(count.table);
		const rows = (before?.rows ?? 0) + count.rows;
		named.set(count.table, {
			...count,
			rows,
			name: (tables[count.table] ?? unlogged[count.table])?.() ?? count.table
		});
	}
	return { ...record, counts: [...named.values()] };
}

export type ErasurePreview = NonNullable<Awaited<ReturnType<typeof erasurePreview>>>;
