import type { SupabaseClient } from '@supabase/supabase-js';
import { z } from 'zod';
import { writeCursor, type Cursor } from '$lib/app/lists/cursor';
import type { Database } from '$lib/app/supabase/database.types';
import { lineOf, type Shown } from './kinds.server';
import type { HistoryLine, HistoryPage } from './line';

/** So many entries are on a page; more come as one scrolls. */
const size = 30;

const entries = z.array(
	z.object({
		at: z.string(),
		kind: z.string(),
		row_id: z.string(),
		person_id: z.string().nullable(),
		person: z.string().nullable(),
		facts: z.record(z.string(), z.unknown())
	})
);

export interface Asked {
	kind?: string | null;
	/** A colleague. */
	person?: string | null;
	/** What is older than this entry. */
	before?: Cursor | null;
	size?: number;
}

/** A page of a patient's history, newest first. The caller has the chart open, or it is their own. */
export async function history(
	client: SupabaseClient<Database>,
	shown: Shown,
	{ kind, person, before, size: wanted = size }: Asked = {}
): Promise<HistoryPage> {
	const { data } = await client
		.rpc('patient_timeline', {
			p_patient_id: shown.patientId,
			p_kinds: kind ? [kind] : undefined,
			p_person: person ?? undefined,
			p_before: before?.at,
			p_before_id: before?.id,
			p_limit: wanted + 1
		})
		.throwOnError();
	const found = entries.parse(data);
	const rows = found.slice(0, wanted);
	const last = rows.at(-1);
	return {
		rows: rows.flatMap((entry) => lineOf(entry, shown)),
		older: found.length > wanted && last ? writeCursor({ at: last.at, id: last.row_id }) : null
	};
}

/** Whom one can choose to see alone: the colleagues of these entries, and who is chosen. */
export async function peopleOf(
	client: SupabaseClient<Database>,
	rows: readonly HistoryLine[],
	chosen: string | null
): Promise<{ id: string; name: string }[]> {
	const people = new Map(
		rows.flatMap(({ person_id, person }) => (person_id && person ? [[person_id, person]] : []))
	);
	if (chosen && !people.has(chosen)) {
		const { data } = await client
			.from('staff')
			.select('full_name')
			.eq('id', chosen)
			.maybeSingle()
			.throwOnError();
		if (data) people.set(chosen, data.full_name);
	}
	return [...people]
		.map(([id, name]) => ({ id, name }))
		.sort((one, other) => one.name.localeCompare(other.name));
}
