import type { SupabaseClient } from '@supabase/supabase-js';
import { patientRef, type PatientRef } from '$lib/people/patients/names';
import { between, stretch, type Start, type Stretch } from '$lib/app/lists/cursor';
import { mapRows } from '$lib/app/lists/page';
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
	const [{ data }, { count }] = await Promise.all([
		client.rpc('review_counts').throwOnError(),
		client
			.from('chart_questions')
			.select('id', { count: 'exact', head: true })
			.is('answered_at', null)
			.throwOnError()
	]);
	const [counts] = data;
	return {
		due: counts?.due ?? 0,
		overdue: counts?.overdue ?? 0,
		justified: counts?.justified ?? 0,
		unjustified: counts?.unjustified ?? 0,
		questions: count ?? 0
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

/** What a patient asks about who opened their chart, and nobody has answered. */
export interface Question {
	id: string;
	asked_at: string;
	words: string;
	staff_id: string | null;
	staff_name: string;
	staff_position: string;
	since: string;
	kind: string | null;
	reason: string | null;
	patient: PatientRef | null;
}

export async function openQuestions(
	client: Client,
	start: Start | null
): Promise<Stretch<Question>> {
	const page = await stretch(
		client
			.from('chart_questions')
			.select(
				`id, asked_at, words, opening:chart_openings!inner(staff_id, staff_name, staff_position, since, kind, reason),
				patient:patients(id, given_name, family_name, mrn, deceased_at)`
			)
			.is('answered_at', null),
		'asked_at',
		{ start, size: 25 }
	);
	return mapRows(page, ({ opening, patient, ...row }) => ({
		...row,
		...opening,
		patient: patientRef(patient)
	}));
}

/** Who opened a chart, as its patient reads it. */
export interface ChartReader {
	id: string;
	staff_name: string;
	staff_position: string;
	basis: string;
	care: string[];
	since: string;
	until: string;
	question: string | null;
	answer: string | null;
}

export async function chartReaders(
	client: Client,
	patientId: string,
	start: Start | null,
	size = 20
): Promise<Stretch<ChartReader>> {
	const before = start?.towards === 'older' ? start : null;
	const { data } = await client
		.rpc('chart_readers', {
			p_patient_id: patientId,
			p_before: before?.at,
			p_before_id: before?.id,
			p_limit: size + 1
		})
		.throwOnError();
	return between(data.slice(0, size) as ChartReader[], {
		// The way back leads to the newest.
		start: null,
		more: data.length > size,
		at: (row) => row.since
	});
}
