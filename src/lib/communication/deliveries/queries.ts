import type { SupabaseClient } from '@supabase/supabase-js';
import { patientRef, type PatientRef } from '$lib/people/patients/names';
import { stretch, type Start, type Stretch } from '$lib/app/lists/cursor';
import { mapRows } from '$lib/app/lists/page';
import type { Database } from '$lib/app/supabase/database.types';
import type { DeliveryChannel, DeliveryKind, DeliveryStatus } from './delivery';

type Client = SupabaseClient<Database>;

const columns =
	'id, kind, channel, status, due_at, next_attempt_at, attempts, recipient, last_error, sent_at, delivered_at, retried_at, updated_at, appointment_id, patient:patients(id, given_name, family_name, mrn, deceased_at)';

export interface Delivery {
	id: string;
	kind: DeliveryKind;
	channel: DeliveryChannel;
	status: DeliveryStatus;
	due_at: string;
	next_attempt_at: string;
	attempts: number;
	recipient: string | null;
	last_error: string | null;
	sent_at: string | null;
	delivered_at: string | null;
	retried_at: string | null;
	updated_at: string;
	appointment_id: string | null;
	patient: PatientRef | null;
}

export interface DeliveryFilter {
	kind: DeliveryKind | null;
	channel: DeliveryChannel | null;
	status: DeliveryStatus | null;
	/** null: everybody's. */
	patientIds: string[] | null;
	visitId: string | null;
}

const outcomeOf = (status: DeliveryStatus): ['outcome', 'is' | 'eq', string | null] =>
	status === 'pending' || status === 'sending'
		? ['outcome', 'is', null]
		: ['outcome', 'eq', status];

/** The messages that match, what happened last first. */
export async function deliveriesPage(
	client: Client,
	filter: DeliveryFilter,
	{ start, size = 30 }: { start: Start | null; size?: number }
): Promise<Stretch<Delivery>> {
	let query = client.from('deliveries').select(columns);
	if (filter.kind) query = query.eq('kind', filter.kind);
	if (filter.channel) query = query.eq('channel', filter.channel);
	if (filter.status) {
		// The outcome is what the index has; those on their way have none.
		query = query.eq('status', filter.status).filter(...outcomeOf(filter.status));
	}
	if (filter.patientIds) query = query.in('patient_id', filter.patientIds);
	if (filter.visitId) query = query.eq('appointment_id', filter.visitId);
	const page = await stretch(query, 'updated_at', { start, size });
	return mapRows(page, ({ patient, ...row }) => ({
		...row,
		kind: row.kind as DeliveryKind,
		channel: row.channel as DeliveryChannel,
		status: row.status as DeliveryStatus,
		patient: patientRef(patient)
	}));
}

/** What a link in a message shows of its visit, and nothing more of whose it is. */
export interface LinkedVisit {
	starts_at: string;
	doctor_name: string;
	place: string | null;
	confirmed: boolean;
	/** Moved, it is a request until the hospital has confirmed the new time. */
	requires_confirmation: boolean;
}

/** The visit of a link; null when the link is used, has run out or is unknown. */
export async function linkedVisit(client: Client, token: string): Promise<LinkedVisit | null> {
	const { data, error } = await client.rpc('visit_by_link', { p_token: token }).maybeSingle();
	if (error?.code === 'LN014') return null;
	if (error) throw error;
	return data;
}

/** Free times to which the visit of a link may be moved. */
export async function linkedSlots(client: Client, token: string): Promise<string[]> {
	const { data, error } = await client.rpc('slots_by_link', { p_token: token });
	if (error?.code === 'LN014') return [];
	if (error) throw error;
	return data.map(({ starts_at }) => starts_at);
}
