import type { SupabaseClient } from '@supabase/supabase-js';
import { parseSlotKey } from '$lib/visits/scheduling/slots';
import type { Database } from '$lib/app/supabase/database.types';
import type { Join } from './schema';

type Client = SupabaseClient<Database>;

/** Puts a patient on the waiting list. LN015 when they wait for that already. */
export function joinWaitlist(client: Client, wish: Join) {
	const [kind, id] = wish.target.split(':');
	return client.rpc('join_waitlist', {
		p_patient_id: wish.patient_id,
		p_visit_type_id: wish.visit_type_id,
		p_doctor_id: kind === 'doctor' ? id : undefined,
		p_specialty_id: kind === 'specialty' ? id : undefined,
		p_earliest_on: wish.earliest_on || undefined,
		p_latest_on: wish.latest_on || undefined,
		p_weekdays: wish.weekdays.length > 0 ? wish.weekdays : undefined,
		p_from_time: wish.from_time || undefined,
		p_until_time: wish.until_time || undefined,
		p_urgency: wish.urgency,
		p_note: wish.note || undefined,
		p_appointment_id: wish.appointment_id || undefined
	});
}

/** Takes an entry off the list; an open offer goes to the next. */
export const withdrawEntry = (client: Client, entryId: string) =>
	client.rpc('withdraw_from_waitlist', { p_entry_id: entryId });

/** Books an offered time, or moves the visit it brings forward. LN013 when the offer is over. */
export const acceptOffer = (client: Client, offerId: string) =>
	client.rpc('accept_offer', { p_offer_id: offerId });

/** Lets an offer go to the next; the place on the list is kept. */
export const declineOffer = (client: Client, offerId: string) =>
	client.rpc('decline_offer', { p_offer_id: offerId });

/** Offers a free time past the line. LN001 when it is not free or too near, LN012 when it is held. */
export function offerTime(client: Client, entryId: string, slot: string) {
	const place = parseSlotKey(slot);
	return client.rpc('offer_time', {
		p_entry_id: entryId,
		p_doctor_id: place?.doctor_id ?? '',
		p_starts_at: place?.starts_at ?? ''
	});
}

/** Answers by the link of a message. LN014 when the link leads nowhere any more. */
export const acceptByLink = (client: Client, token: string) =>
	client.rpc('accept_offer_by_link', { p_token: token }).single();

export const declineByLink = (client: Client, token: string) =>
	client.rpc('decline_offer_by_link', { p_token: token });
