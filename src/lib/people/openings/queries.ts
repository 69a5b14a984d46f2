import type { SupabaseClient } from '@supabase/supabase-js';
import { patientRef, type PatientRef } from '$lib/people/patients/names';
import { between, type Start, type Stretch } from '$lib/app/lists/cursor';
import type { Database } from '$lib/app/supabase/database.types';
import type { State } from './kinds';

type Client = SupabaseClient<Database>;

/** Emergency access to a chart, with what is thought of it. */
export interface Review {
	id: string;
	opened_at: string;
	due_at: string;
	state: 'due' | 'justified' | 'unjustified';
	explanation: string | null;
	explained_at: string | null;
	note: string | null;
	reviewed_name: string | null;
	reviewed_at: string | null;
	staff_id: string | null;
	staff_name: string;
	staff_position: string;
	kind: string | null;
	reason: string | null;
	delicate: string | null;
	until: string;
	patient: PatientRef | null;
}

const columns = `opening_id, opened_at, due_at, state, explanation, explained_at, note, reviewed_name, reviewed_at, staff_id,
	opening:chart_openings!inner(staff_name, staff_position, kind, reason, delicate, until),
	patient:patients(id, given_name, family_name, mrn, deceased_at)`;

/** Reviews by key: what is open the oldest first, for it is due first; what is done the newest first. */
async function reviews(
	client: Client,
	{
		state,
		staffId,
		start,
		now,
		size = 25
	}: {
		state: State | null;
		staffId?: string;
		start: Start | null;
		now: string;
		size?: number;
	}
): Promise<Stretch<Review>> {
	const open = state === 'due' || state === 'overdue';
	const back = start?.towards === 'newer';
	// "Older" is further down the list, whichever way that goes.
	const ascending = open !== back;
	let query = client.from('chart_reviews').select(columns);
	if (state) query = query.eq('state', open ? 'due' : state);
	if (state === 'overdue') query = query.lte('due_at', now);
	if (state === 'due') query = query.gt('due_at', now);
	if (staffId) query = query.eq('staff_id', staffId);
	if (start) {
		const { at, id } = start;
		const than = ascending ? 'gt' : 'lt';
		query = (ascending ? query.gte('opened_at', at) : query.lte('opened_at', at)).or(
			`opened_at.${than}."${at}",opening_id.${than}.${id}`
		);
	}
	const { data } = await query
		.order('opened_at', { ascending })
		.order('opening_id', { ascending })
		.limit(size + 1)
		.throwOnError();
	const rows = data.slice(0, size).map(({ opening_id, opening, patient, ...row }) => ({
		...row,
		...opening,
		id: opening_id,
		state: row.state as Review['state'],
		patient: patientRef(patient)
	}));
	if (back) rows.reverse();
	return between(rows, { start, more: data.length > size, at: (row) => row.opened_at });
}

export const reviewQueue = (
	client: Client,
	asked: { state: State; start: Start | null; now: string }
) => reviews(client, asked);

/** What somebody has opened in emergencies themselves. */
export const ownReviews = (
	client: Client,
	staffId: string,
	asked: { start: Start | null; now: string }
) => reviews(client, { ...asked, state: null, staffId });

export async function reviewCounts(client: Client): Promise<Record<State, number>> {
	const { data } = await client.rpc('review_counts').throwOnError();
	const [counts] = data;
	return {
		due: counts?.due ?? 0,
		overdue: counts?.overdue ?? 0,
		justified: counts?.justified ?? 0,
		unjustified: counts?.unjustified ?? 0
	};
}

/** How long emergency access lasts. */
export async function emergencyMinutes(client: Client): Promise<number> {
	const { data } = await client
		.from('hospital_settings')
		.select('emergency_minutes')
		.single()
		.throwOnError();
	return data.emergency_minutes;
}
