import { everyRow } from '$lib/app/lists/every-row';
import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';
import {
	features,
	isolations,
	priorities,
	type Feature,
	type Isolation,
	type Priority
} from './choices';

type Client = SupabaseClient<Database>;
type QueueRow = Database['public']['Functions']['bed_request_queue']['Returns'][number];
type ProposalRow = Database['public']['Functions']['bed_proposals']['Returns'][number];

/** Who waits for a bed. What is said of the patient is null where the reader may not know who it is. */
export interface BedRequest {
	request_id: string;
	priority: Priority;
	/** Made because somebody was admitted without a bed. */
	automatic: boolean;
	/** Admitted and nowhere to lie. */
	without_bed: boolean;
	patient_id: string | null;
	patient_name: string | null;
	patient_initials: string | null;
	patient_mrn: string | null;
	patient_sex: string | null;
	patient_birth_date: string | null;
	private: boolean;
	admission_id: string | null;
	/** The ward asked for; null for any. */
	ward_id: string | null;
	ward_name: string | null;
	/** Where the patient is; null for who is not in yet. */
	from_ward_name: string | null;
	from_bed_label: string | null;
	needs: Feature[];
	isolation: Isolation | null;
	needed_by: string;
	reason: string | null;
	created_at: string;
	requested_by_name: string | null;
	/** The bed that is kept; null while none is. */
	kept: KeptBed | null;
}

export interface KeptBed {
	reservation_id: string;
	bed_id: string;
	bed_label: string;
	ward_id: string | null;
	ward_name: string;
	/** Whether it has to be cleaned first. */
	cleaning: boolean;
	expires_at: string;
}

/** A bed that comes into question, and why. See `bed_proposals` in the database. */
export interface Proposal {
	place: number;
	bed_id: string;
	bed_label: string;
	bed_kind: string;
	room_name: string;
	ward_id: string | null;
	ward_name: string;
	state: 'free' | 'cleaning' | 'expected';
	/** A bare date: when its patient is expected to have left. */
	free_on: string | null;
	nearness: 'room' | 'ward' | 'department' | 'floor' | 'floors' | null;
	floors: number | null;
	asked_ward: boolean;
	problems: ('gender' | 'isolation' | 'features')[];
	met: Feature[];
	missing: Feature[];
	surplus: Feature[];
	gender_rule: string;
	isolation_room: boolean;
}

const known = <Code extends string>(codes: readonly Code[], values: readonly string[]): Code[] =>
	codes.filter((code) => values.includes(code));

/* The generator of types does not know which columns of a function may be null. */
type Nullable<Row> = { [Column in keyof Row]: Row[Column] | null };

function toRequest(row: Nullable<QueueRow>): BedRequest {
	return {
		request_id: row.request_id ?? '',
		priority: priorities.find((priority) => priority === row.priority) ?? 'routine',
		automatic: row.automatic ?? false,
		without_bed: row.without_bed ?? false,
		patient_id: row.patient_id,
		patient_name: row.patient_name,
		patient_initials: row.patient_initials,
		patient_mrn: row.patient_mrn,
		patient_sex: row.patient_sex,
		patient_birth_date: row.patient_birth_date,
		private: row.private ?? false,
		admission_id: row.admission_id,
		ward_id: row.ward_id,
		ward_name: row.ward_name,
		from_ward_name: row.from_ward_name,
		from_bed_label: row.from_bed_label,
		needs: known(features, row.needs ?? []),
		isolation: isolations.find((isolation) => isolation === row.isolation) ?? null,
		needed_by: row.needed_by ?? '',
		reason: row.reason,
		created_at: row.created_at ?? '',
		requested_by_name: row.requested_by_name,
		kept:
			row.reservation_id && row.bed_id && row.expires_at
				? {
						reservation_id: row.reservation_id,
						bed_id: row.bed_id,
						bed_label: row.bed_label ?? '',
						ward_id: row.bed_ward_id,
						ward_name: row.bed_ward_name ?? '',
						cleaning: row.bed_state === 'cleaning',
						expires_at: row.expires_at
					}
				: null
	};
}

function toProposal(row: Nullable<ProposalRow>): Proposal {
	return {
		place: row.place ?? 0,
		bed_id: row.bed_id ?? '',
		bed_label: row.bed_label ?? '',
		bed_kind: row.bed_kind ?? 'standard',
		room_name: row.room_name ?? '',
		ward_id: row.ward_id,
		ward_name: row.ward_name ?? '',
		state:
			(['free', 'cleaning', 'expected'] as const).find((state) => state === row.state) ??
			'expected',
		free_on: row.free_on,
		nearness:
			(['room', 'ward', 'department', 'floor', 'floors'] as const).find(
				(nearness) => nearness === row.nearness
			) ?? null,
		floors: row.floors,
		asked_ward: row.asked_ward ?? false,
		problems: known(['gender', 'isolation', 'features'], row.problems ?? []),
		met: known(features, row.met ?? []),
		missing: known(features, row.missing ?? []),
		surplus: known(features, row.surplus ?? []),
		gender_rule: row.gender_rule ?? 'any',
		isolation_room: row.isolation_room ?? false
	};
}

/** Who waits for a bed on the caller's wards, or one of them: the most urgent first. */
export async function bedRequestQueue(client: Client, wardId?: string): Promise<BedRequest[]> {
	const queue = await everyRow(client.rpc('bed_request_queue', { p_ward_id: wardId }));
	return queue.map(toRequest);
}

/** The beds that suit a request best; none when the request is over by now. */
export async function bedProposals(
	client: Client,
	requestId: string,
	limit: number
): Promise<Proposal[]> {
	const { data, error } = await client.rpc('bed_proposals', {
		p_request_id: requestId,
		p_limit: limit
	});
	if (error?.code === 'LN022' || error?.code === 'PT404') return [];
	if (error) throw error;
	return data.map(toProposal);
}

export interface WardName {
	id: string;
	name: string;
}

/** Every ward a bed can be asked of. */
export async function wardNames(client: Client): Promise<WardName[]> {
	const { data } = await client
		.from('wards')
		.select('id, name')
		.eq('active', true)
		.order('code')
		.throwOnError();
	return data;
}
