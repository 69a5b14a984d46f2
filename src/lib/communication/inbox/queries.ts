import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database, Json } from '$lib/app/supabase/database.types';

type Client = SupabaseClient<Database>;

/** What waits, as the database has it: `facts` are for the room's own words. */
export interface Item {
	kind: string;
	id: string;
	at: string;
	urgent: boolean;
	/** It is in others' lists as well. */
	shared: boolean;
	facts: Json;
	link: string;
	/** The colleague the reader stands in for. */
	for_name: string | null;
	patient_id: string;
	patient_name: string;
	mrn: string;
}

export interface Counted {
	kind: string;
	count: number;
	urgent: number;
}

/** The item a further part of one kind begins after. */
export type After = Pick<Item, 'urgent' | 'at' | 'id'>;

/** The first of each kind, or a part of one. */
export async function readInbox(
	client: Client,
	{ kind, after, size }: { kind: string | null; after: After | null; size: number }
) {
	const { data } = await client
		.rpc('read_inbox', {
			p_limit: size,
			...(kind && { p_kind: kind }),
			...(after && { p_after_urgent: after.urgent, p_after: after.at, p_after_id: after.id })
		})
		.throwOnError();
	const { counts, items } = data as unknown as { counts: Counted[]; items: Item[] };
	return {
		counts,
		items: kind ? items.slice(0, size) : items,
		more: kind !== null && items.length > size,
		total: counts.reduce((sum, { count }) => sum + count, 0)
	};
}

export async function inboxCount(client: Client): Promise<number> {
	const { data } = await client.rpc('inbox_count').throwOnError();
	return data;
}

const names =
	`id, staff_id, delegate_id, since, until, away:staff!stand_ins_staff_id_fkey(full_name),
	delegate:staff!stand_ins_delegate_id_fkey(full_name)` as const;

/** Who stands in for whom now or later: of one colleague, or of all. */
export async function standIns(client: Client, now: Date, staffId: string | null) {
	let query = client.from('stand_ins').select(names).gt('until', now.toISOString());
	if (staffId) query = query.or(`staff_id.eq.${staffId},delegate_id.eq.${staffId}`);
	const { data } = await query.order('since').order('id').limit(100).throwOnError();
	return data.map(({ away, delegate, ...row }) => ({
		...row,
		name: away.full_name,
		delegate_name: delegate.full_name
	}));
}
export type StandIn = Awaited<ReturnType<typeof standIns>>[number];

/** Colleagues who may stand in: clinicians who work here. */
export async function colleagues(client: Client) {
	const { data } = await client
		.from('staff')
		.select('id, full_name')
		.eq('active', true)
		.in('position', ['doctor', 'nurse', 'ward_manager'])
		.order('full_name')
		.order('id')
		.limit(1000)
		.throwOnError();
	return data.map(({ id, full_name }) => ({ id, name: full_name }));
}
