import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';
import type { BedWish } from './schema';

type Client = SupabaseClient<Database>;

/** Asks for a bed. 23505 when one is asked for already. */
export const requestBed = (client: Client, wish: BedWish) =>
	client.rpc('request_bed', {
		p_patient_id: wish.patient_id,
		p_ward_id: wish.ward_id || undefined,
		p_priority: wish.priority,
		p_needs: wish.needs,
		p_isolation: wish.isolation || undefined,
		p_needed_by: wish.needed_by || undefined,
		p_reason: wish.reason || undefined
	});

/** Takes a request back. LN022 when it is over. */
export const withdrawRequest = (client: Client, requestId: string, reason: string) =>
	client.rpc('withdraw_bed_request', { p_request_id: requestId, p_reason: reason || undefined });

/** Keeps a bed for so many hours. LN019 when it is kept for somebody else, LN020 when it does not suit. */
export const reserveBed = (
	client: Client,
	kept: { requestId: string; bedId: string; hours: number; overrideReason: string }
) =>
	client.rpc('reserve_bed', {
		p_request_id: kept.requestId,
		p_bed_id: kept.bedId,
		p_until: new Date(Date.now() + kept.hours * 3_600_000).toISOString(),
		p_override_reason: kept.overrideReason || undefined
	});

/** Gives a kept bed back. LN022 when it has lapsed meanwhile. */
export const releaseReservation = (client: Client, reservationId: string) =>
	client.rpc('release_reservation', { p_reservation_id: reservationId });

/** Puts the patient to bed, in the kept one unless another is named. LN022 when none is kept any more. */
export const placePatient = (
	client: Client,
	requestId: string,
	bedId: string,
	overrideReason: string,
	attendingId: string
) =>
	client.rpc('place_patient', {
		p_request_id: requestId,
		p_bed_id: bedId || undefined,
		p_override_reason: overrideReason || undefined,
		p_attending_id: attendingId || undefined
	});
