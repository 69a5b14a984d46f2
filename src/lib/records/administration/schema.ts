import { z } from 'zod';
import { wallClockTime } from '$lib/app/time/schema';
import { ticked } from '$lib/app/forms/schema';
import { effects, outcomes, reasonKinds } from './choices';

const words = z.string().trim().max(300).default('');
const decimal = z
	.string()
	.trim()
	.default('')
	.transform((text) => text.replace(',', '.'))
	.refine((text) => text === '' || (Number(text) > 0 && Number(text) <= 1_000_000));

export const giveSchema = z.object({
	prescription_id: z.uuid(),
	outcome: z.enum(outcomes).default('given'),
	dose_day: z.union([z.literal(''), z.iso.date()]).default(''),
	dose_no: z.union([z.literal(''), z.coerce.number().int()]).default(''),
	last_id: z.union([z.literal(''), z.uuid()]).default(''),
	given_at: z.union([z.literal(''), wallClockTime()]).default(''),
	pressed_at: z.union([z.literal(''), z.iso.datetime()]).default(''),
	dose: decimal,
	site: z.string().max(20).default(''),
	reason_kind: z.union([z.literal(''), z.enum(reasonKinds)]).default(''),
	reason: words,
	patient_code: z.string().max(200).default(''),
	pack_code: z.string().max(200).default(''),
	unscanned_reason: words,
	check_reason: words,
	witness_id: z.union([z.literal(''), z.uuid()]).default(''),
	witness_password: z.string().max(72).default('')
});
export const effectSchema = z.object({ id: z.uuid(), effect: z.enum(effects), words });
export const strikeSchema = z.object({ id: z.uuid(), reason: z.string().trim().min(3).max(300) });
export const orderSchema = z.object({
	prescription_id: z.uuid(),
	here: ticked,
	at_once: ticked
});
export const roundsSchema = z.object({
	times: z.string().trim().min(1).max(120),
	late_minutes: z.coerce.number().int().min(15).max(180),
	missed_minutes: z.coerce.number().int().min(60).max(720),
	version: z.coerce.number().int()
});
export const packSchema = z.object({
	code: z.string().trim().min(1).max(200),
	medicine_id: z.uuid()
});
export const removePackSchema = z.object({ gtin: z.string().length(14) });
