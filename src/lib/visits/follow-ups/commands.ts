import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';
import type { Order, SeriesOrder } from './schema';

type Client = SupabaseClient<Database>;

/** Asks for a follow-up of a patient in the doctor's care. */
export const orderFollowUp = (client: Client, order: Order) =>
	client.rpc('order_follow_up', {
		p_patient_id: order.patient_id,
		p_due_from: order.due_from,
		p_due_until: order.due_until,
		p_kind: order.kind,
		p_visit_type_id: order.visit_type_id || undefined,
		p_reason: order.reason || undefined,
		p_appointment_id: order.appointment_id || undefined
	});

/** Ends a follow-up; LN003 when it has ended already. */
export const closeFollowUp = (client: Client, id: string, status: 'done' | 'cancelled') =>
	client.rpc('close_follow_up', { p_follow_up_id: id, p_status: status });

/** Books all visits of a series or none. */
export const bookSeries = (client: Client, series: SeriesOrder) =>
	client.rpc('book_series', {
		p_patient_id: series.patient_id,
		p_doctor_id: series.doctor_id,
		p_visit_type_id: series.visit_type_id,
		p_starts_at: series.starts[0] ?? '',
		p_every: series.every,
		p_count: series.starts.length,
		p_starts: series.starts
	});

/** Cancels what is still to come of a series; tells how many visits. */
export const cancelSeries = (client: Client, seriesId: string, reason: string) =>
	client.rpc('cancel_series', { p_series_id: seriesId, p_reason: reason || undefined });
