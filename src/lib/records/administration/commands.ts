import type { SupabaseClient } from '@supabase/supabase-js';
import type { z } from 'zod';
import type { Database } from '$lib/app/supabase/database.types';
import type { Refusal } from '$lib/app/errors/explain';
import type {
	effectSchema,
	giveSchema,
	orderSchema,
	packSchema,
	roundsSchema,
	strikeSchema
} from './schema';

type Client = SupabaseClient<Database>;
const some = <Value>(value: Value | '') => (value === '' ? undefined : value);

/** Says what became of a dose; `givenAt` is an instant. A wrong PIN or password is answered, so that it is counted. */
export async function giveDose(
	client: Client,
	given: z.output<typeof giveSchema>,
	givenAt: string | undefined
): Promise<{ error: Refusal | null }> {
	const isGiven = given.outcome === 'given';
	const { data, error } = await client.rpc('give_dose', {
		p_prescription_id: given.prescription_id,
		p_outcome: given.outcome,
		p_dose_day: some(given.dose_day),
		p_dose_no: some(given.dose_no),
		p_given_at: givenAt,
		p_dose: isGiven && given.dose !== '' ? Number(given.dose) : undefined,
		p_site: isGiven ? some(given.site) : undefined,
		p_reason_kind: isGiven ? undefined : some(given.reason_kind),
		p_reason: some(given.reason),
		p_patient_code: some(given.patient_code),
		p_pack_code: some(given.pack_code),
		p_unscanned_reason: some(given.unscanned_reason),
		p_check_reason: some(given.check_reason),
		p_witness_id: some(given.witness_id),
		p_witness_secret: some(given.witness_password),
		p_last_id: some(given.last_id)
	});
	const answer = data as { error?: string } | null;
	if (!error && answer?.error)
		return { error: { code: answer.error, message: 'The second person' } };
	return { error };
}

export const noteEffect = (client: Client, { id, effect, words }: z.output<typeof effectSchema>) =>
	client.rpc('note_effect', { p_id: id, p_effect: effect, p_words: words });

export const strikeAdministration = (
	client: Client,
	{ id, reason }: z.output<typeof strikeSchema>
) => client.rpc('strike_administration', { p_id: id, p_reason: reason });

export const setWardOrder = (client: Client, order: z.output<typeof orderSchema>) =>
	client.rpc('set_ward_order', {
		p_prescription_id: order.prescription_id,
		p_given_here: order.here,
		p_at_once: order.at_once
	});

export const saveRounds = (
	client: Client,
	wardId: string,
	{ times, late_minutes, missed_minutes, version }: z.output<typeof roundsSchema>
) =>
	client.rpc('save_medicine_rounds', {
		p_ward_id: wardId,
		p_times: times.split(/[\s,;]+/).filter(Boolean),
		p_late_minutes: late_minutes,
		p_missed_minutes: missed_minutes,
		p_version: version
	});

export const savePack = (client: Client, { code, medicine_id }: z.output<typeof packSchema>) =>
	client.rpc('save_medicine_pack', { p_code: code, p_medicine_id: medicine_id });

export const removePack = (client: Client, gtin: string) =>
	client.rpc('remove_medicine_pack', { p_gtin: gtin });
