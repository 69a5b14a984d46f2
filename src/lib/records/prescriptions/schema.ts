import { z } from 'zod';
import { mostLines, periodUnits, stopReasons, timings } from './choices';
import { readWish } from './steps';

const whole = (least: number, most: number) =>
	z.number('number').int('number').min(least, 'number').max(most, 'number');

const step = z.object({
	dose: z.number('steps').min(0.001, 'steps').max(1_000_000, 'steps'),
	unit: z.string().min(1, 'unit'),
	per_period: z.number('steps').int('steps').min(1, 'steps').max(24, 'steps'),
	period: z.number('steps').int('steps').min(1, 'steps').max(90, 'steps'),
	period_unit: z.enum(periodUnits, 'steps'),
	days: z.number('steps').int('steps').min(1, 'steps').max(1095, 'steps').optional()
});

/** What is prescribed. */
export const wishSchema = z.object({
	medicine_id: z.uuid('medicine_id'),
	route: z.string().min(1, 'route'),
	steps: z
		.array(step)
		.min(1, 'steps')
		.refine((steps) => steps.every(({ days }, at) => days || at === steps.length - 1), 'steps'),
	as_needed: z.boolean(),
	as_needed_for: z.string().max(120).optional(),
	max_per_day: whole(1, 24).optional(),
	timing: z.enum(timings).optional(),
	instructions: z.string().max(500).optional(),
	indication: z.string().max(200).optional(),
	starts_on: z.iso.date('starts_on').optional(),
	supply_days: whole(1, 366).optional(),
	repeats: whole(0, 12)
});

/** What a screen has put together, as it is posted. */
const listed = (form: FormData, name: string): unknown => {
	try {
		return JSON.parse(String(form.get(name) ?? ''));
	} catch {
		return null;
	}
};
const lines = (key: string) =>
	z
		.array(wishSchema.omit({ starts_on: true }), key)
		.min(1, key)
		.max(mostLines, key);

export const togetherSchema = z.object({
	lines: lines('lines'),
	reasons: z.array(z.string().trim().max(300, 'reasons')).max(mostLines)
});
export const readTogether = (form: FormData) => ({
	lines: listed(form, 'lines'),
	reasons: form.getAll('reasons').map(String)
});
export const setSchema = z.object({
	id: z.uuid().or(z.literal('')),
	version: z.string(),
	name: z.string().trim().min(1).max(80),
	items: lines('items'),
	specialty_id: z.uuid().or(z.literal(''))
});
export const readSet = (form: FormData) => ({
	id: String(form.get('id') ?? ''),
	version: String(form.get('version') ?? ''),
	name: String(form.get('name') ?? ''),
	items: listed(form, 'items'),
	specialty_id: String(form.get('specialty_id') ?? '')
});
export const deleteSetSchema = z.object({ id: z.uuid() });

export const prescribeSchema = wishSchema.extend({
	sign: z.boolean(),
	override_reason: z.string().trim().max(300, 'override_reason'),
	/** What it takes the place of. */
	prescription_id: z.uuid().or(z.literal('')),
	version: z.coerce.number().int(),
	words: z.string().trim().max(300, 'words')
});
/** A form's fields, and which of its buttons was pressed. */
export const readPrescription = (form: FormData) => ({
	...readWish(form),
	sign: form.get('then') !== 'draft',
	override_reason: String(form.get('override_reason') ?? ''),
	prescription_id: String(form.get('prescription_id') ?? ''),
	version: String(form.get('version') ?? ''),
	words: String(form.get('words') ?? '')
});

const one = { prescription_id: z.uuid(), version: z.coerce.number().int() };
export const signSchema = z.object({ ...one, override_reason: z.string().trim().max(300) });
export const stopSchema = z.object({
	...one,
	reason: z.enum(stopReasons, 'reason'),
	words: z.string().trim().max(300)
});
export const discardSchema = z.object({ prescription_id: z.uuid() });
export const answerSchema = z.object({
	check_id: z.uuid(),
	reason: z.string().trim().min(3, 'reason').max(300, 'reason')
});
export const askSchema = z.object({
	prescription_id: z.uuid(),
	note: z.string().trim().max(300)
});
export const withdrawSchema = z.object({ request_id: z.uuid() });
export const repeatSchema = z.object({
	request_id: z.uuid(),
	grant: z.enum(['yes', 'no']).transform((said) => said === 'yes'),
	answer: z.string().trim().max(300),
	override_reason: z.string().trim().max(300)
});
