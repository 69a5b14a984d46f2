import type { SupabaseClient } from '@supabase/supabase-js';
import type { z } from 'zod';
import type { Database, Json } from '$lib/app/supabase/database.types';
import type {
	answerSchema,
	askSchema,
	prescribeSchema,
	repeatSchema,
	setSchema,
	signSchema,
	stopSchema,
	togetherSchema
} from './schema';
import type { Wish } from './steps';

type Client = SupabaseClient<Database>;

/** A new prescription, or one in the place of another. */
export function prescribe(
	client: Client,
	patientId: string,
	input: z.output<typeof prescribeSchema>
) {
	const { sign, override_reason, prescription_id, version, words, ...wish } = input;
	if (prescription_id !== '') {
		return client.rpc('change_prescription', {
			p_prescription_id: prescription_id,
			p_version: version,
			p_prescription: wish as unknown as Json,
			p_words: words,
			p_override_reason: override_reason || undefined
		});
	}
	return client.rpc('prescribe', {
		p_patient_id: patientId,
		p_prescription: wish as unknown as Json,
		p_sign: sign,
		p_override_reason: override_reason || undefined
	});
}

/** What the check says of what is on the form. */
export const previewCheck = (
	client: Client,
	patientId: string,
	wish: Wish,
	instead: string | null,
	signal: AbortSignal
) =>
	client
		.rpc('preview_check', {
			p_patient_id: patientId,
			p_prescription: wish as unknown as Json,
			p_instead: instead ?? undefined
		})
		.abortSignal(signal);

export const signPrescription = (client: Client, input: z.output<typeof signSchema>) =>
	client.rpc('sign_prescription', {
		p_prescription_id: input.prescription_id,
		p_version: input.version,
		p_override_reason: input.override_reason || undefined
	});
export const renewPrescription = (client: Client, input: z.output<typeof signSchema>) =>
	client.rpc('renew_prescription', {
		p_prescription_id: input.prescription_id,
		p_version: input.version,
		p_override_reason: input.override_reason || undefined
	});
export const stopPrescription = (client: Client, input: z.output<typeof stopSchema>) =>
	client.rpc('stop_prescription', {
		p_prescription_id: input.prescription_id,
		p_version: input.version,
		p_reason: input.reason,
		p_words: input.words || undefined
	});
export const discardPrescription = (client: Client, id: string) =>
	client.rpc('discard_prescription', { p_prescription_id: id });
export const answerCheck = (client: Client, { check_id, reason }: z.output<typeof answerSchema>) =>
	client.rpc('answer_check', { p_check_id: check_id, p_reason: reason });

export const askForRepeat = (
	client: Client,
	{ prescription_id, note }: z.output<typeof askSchema>
) =>
	client.rpc('ask_for_repeat', { p_prescription_id: prescription_id, p_note: note || undefined });
export const withdrawRepeat = (client: Client, id: string) =>
	client.rpc('withdraw_repeat', { p_request_id: id });
export const answerRepeat = (client: Client, input: z.output<typeof repeatSchema>) =>
	client.rpc('answer_repeat', {
		p_request_id: input.request_id,
		p_grant: input.grant,
		p_answer: input.answer || undefined,
		p_override_reason: input.override_reason || undefined
	});

/** What the check says of lines together. */
export const previewTogether = (
	client: Client,
	patientId: string,
	lines: Omit<Wish, 'starts_on'>[],
	signal: AbortSignal,
	instead: string[] = []
) =>
	client
		.rpc('preview_together', {
			p_patient_id: patientId,
			p_lines: lines as unknown as Json,
			p_instead: instead
		})
		.abortSignal(signal);
export const prescribeTogether = (
	client: Client,
	patientId: string,
	input: z.output<typeof togetherSchema>
) =>
	client.rpc('prescribe_together', {
		p_patient_id: patientId,
		p_lines: input.lines as unknown as Json,
		p_reasons: input.reasons
	});

export const saveSet = (client: Client, input: z.output<typeof setSchema>) =>
	client.rpc('save_order_set', {
		p_id: input.id || (null as unknown as string),
		p_version: input.version ? Number(input.version) : (null as unknown as number),
		p_name: input.name,
		p_items: input.items as unknown as Json,
		p_specialty_id: input.specialty_id || undefined
	});
export const deleteSet = (client: Client, id: string) =>
	client.rpc('delete_order_set', { p_id: id });
