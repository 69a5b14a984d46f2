import type { SupabaseClient } from '@supabase/supabase-js';
import { stretch, type Start } from '$lib/app/lists/cursor';
import type { Database } from '$lib/app/supabase/database.types';
import { fullName } from '$lib/people/patients/names';

type Client = SupabaseClient<Database>;

/** Two records that may be of one person. */
export type Pair = Database['public']['Functions']['duplicate_candidates']['Returns'][number];

const size = 25;

/** Pairs nobody has judged, the likeliest first; `after` is the pair before them, as `next` gave it. */
export async function possibleDuplicates(client: Client, after: string | null) {
	const [score, one, other] = after?.split('~') ?? [];
	const { data } = await client
		.rpc('duplicate_candidates', {
			p_limit: size + 1,
			...(other && { p_after_score: Number(score), p_after_one: one, p_after_other: other })
		})
		.throwOnError();
	const pairs = data.slice(0, size);
	const last = data.length > size ? pairs.at(-1) : undefined;
	return { pairs, next: last ? [last.score, last.one_id, last.other_id].join('~') : null };
}

/** What was put together, the newest first. */
export const merges = (client: Client, start: Start | null) =>
	stretch(
		client.from('patient_merges').select(
			`id, reason, merged_name, merged_at, undone_name, undone_at, undo_reason,
			kept:patients!patient_merges_kept_id_fkey(id, mrn, full_name),
			dropped:patients!patient_merges_dropped_id_fkey(id, mrn, full_name)`
		),
		'merged_at',
		{ start, size }
	);

export type Merge = Awaited<ReturnType<typeof merges>>['rows'][number];

/** A record as it is compared with another. */
export async function comparedRecord(client: Client, id: string) {
	const [{ data }, { data: preview }] = await Promise.all([
		client
			.from('patients')
			.select(
				`id, mrn, given_name, family_name, birth_date, sex, phone, email, address_line, postal_code, city,
				country, deceased_at, created_at`
			)
			.eq('id', id)
			.is('archived_at', null)
			.maybeSingle()
			.throwOnError(),
		client.rpc('merge_preview', { p_drop: id }).throwOnError()
	]);
	// The function's comment is the contract; the API types its document as any JSON.
	const counts = preview as unknown as Record<'moves' | 'holds', Record<string, number>>;
	return data && { ...data, name: fullName(data), ...counts };
}

export async function reasonsFor(client: Client, one: string, other: string): Promise<string[]> {
	const { data } = await client
		.rpc('duplicate_reasons', { p_one: one, p_other: other })
		.throwOnError();
	return data ?? [];
}
