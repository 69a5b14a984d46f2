import type { SupabaseClient } from '@supabase/supabase-js';
import { mapRows, paged } from '$lib/app/lists/page';
import type { Database } from '$lib/app/supabase/database.types';
import type { MediaType } from './content';
import type { DocumentKind } from './kinds';

type Client = SupabaseClient<Database>;

const columns =
	`id, patient_id, name, kind, title, dated_on, source, media_type, size_bytes, scan, restricted, released_at,
	filed_by, filed_name, recorded_at, updated_at, replaces_id, replaced_at, seen_at, seen_name, voided_at, voided_name, void_reason` as const;

type Row = Database['public']['Tables']['documents']['Row'];

/** A document as somebody may see it. */
export interface RecordDocument extends Omit<Row, 'author_id' | 'kind' | 'media_type' | 'source'> {
	kind: DocumentKind;
	media_type: MediaType;
	source: 'staff' | 'patient';
}

/* The database keeps to these words by its constraints. */
const known = (row: Omit<Row, 'author_id'>) => row as RecordDocument;

/** Documents of a patient, of the newest day first; those no longer in use are among them, marked. */
export async function documentsOf(
	client: Client,
	patientId: string,
	{ page, kind, size = 25 }: { page: number; kind?: DocumentKind | null; size?: number }
) {
	let query = client
		.from('documents')
		.select(columns, { count: 'exact' })
		.eq('patient_id', patientId)
		.order('dated_on', { ascending: false })
		.order('id', { ascending: false });
	if (kind) query = query.eq('kind', kind);
	return mapRows(await paged(query, { page, size }), known);
}

/** One document of a patient, with what replaced it; null where it is not to be seen. */
export async function documentOf(client: Client, patientId: string, documentId: string) {
	const [{ data: document }, { data: newer }] = await Promise.all([
		client
			.from('documents')
			.select(columns)
			.eq('id', documentId)
			.eq('patient_id', patientId)
			.maybeSingle()
			.throwOnError(),
		client.from('documents').select('id').eq('replaces_id', documentId).maybeSingle().throwOnError()
	]);
	return document && { ...known(document), replaced_by: newer?.id ?? null };
}
