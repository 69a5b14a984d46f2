import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';
import { storedPhone } from '$lib/people/patients/phones';
import type { OwnParticulars, PreferencesForm, Redeeming } from './schema';

type Client = SupabaseClient<Database>;

/** How a patient wants to be reached, all of it at once. */
export const updatePreferences = (client: Client, preferences: PreferencesForm) =>
	client.rpc('update_preferences', {
		p_patient_id: preferences.patient_id,
		p_email: preferences.email,
		p_sms: preferences.sms,
		p_language: preferences.language || undefined,
		p_quiet_from: preferences.quiet_from || undefined,
		p_quiet_until: preferences.quiet_until || undefined
	});

/** Changes how a patient is reached; LN009 when somebody else did so since it was read. */
export function updateOwnParticulars(client: Client, particulars: OwnParticulars) {
	const { patient_id, updated_at, ...reach } = particulars;
	return client.rpc('update_own_particulars', {
		p_patient_id: patient_id,
		p_patient: { ...reach, ...storedPhone(reach.phone) },
		p_expected_updated_at: updated_at
	});
}

/** Says that an address or a number is one's own, by the link that was sent there. */
export const confirmAddress = (client: Client, token: string) =>
	client.rpc('confirm_address', { p_token: token });

/** Says for a patient at the desk that an address (`email`) or number (`sms`) is theirs. */
export const vouchForAddress = (client: Client, patientId: string, channel: string) =>
	client.rpc('vouch_for_address', { p_patient_id: patientId, p_channel: channel });

/** What the hospital answers to a code. A wrong one is an answer, not an error: it has been counted. */
export type Redeemed =
	| { linked: true; patient_id: string; relationship: string }
	| { linked: false; error: 'LN014' }
	| { linked: false; error: 'LN017'; seconds: number };

export async function redeemLinkCode(client: Client, { code, birth_date }: Redeeming) {
	const { data, error } = await client.rpc('redeem_link_code', {
		p_code: code,
		p_birth_date: birth_date
	});
	// The function's comment is the contract; the API types its document as any JSON.
	return error ? { answer: null, error } : { answer: data as unknown as Redeemed, error: null };
}

/** Takes a record from an account: one's own link to somebody, or a carer's to oneself. */
export const removePortalLink = (client: Client, userId: string, patientId: string) =>
	client.rpc('remove_portal_link', { p_user_id: userId, p_patient_id: patientId });
