import { z } from 'zod';
import {
	amountUnits,
	isPair,
	medicineForms,
	medicineRoutes,
	medicineUnits,
	mostIngredients,
	ruleKinds,
	severities
} from './choices';

const text = (form: FormData, name: string) => String(form.get(name) ?? '').trim();
const listed = (form: FormData, name: string) => form.getAll(name).map(String);
const ticked = (form: FormData, name: string) => form.get(name) === 'yes';
/** A decimal comma is a comma of Spanish hands; nothing is nothing. */
const number = (form: FormData, name: string) => {
	const given = text(form, name).replace(',', '.');
	return given === '' ? undefined : Number(given);
};
const synonyms = (form: FormData) =>
	text(form, 'synonyms')
		.split(/[\n;]/)
		.map((said) => said.trim())
		.filter(Boolean);

const named = {
	name: z.string().trim().min(1).max(160),
	name_es: z.string().trim().min(1).max(160)
};
const version = z.number().int().optional();
const identified = (form: FormData) => ({ id: text(form, 'id'), version: number(form, 'version') });
const id = z.uuid().or(z.literal(''));

export const medicineSchema = z.object({
	id,
	version,
	...named,
	form: z.enum(medicineForms),
	unit: z.enum(medicineUnits),
	routes: z.array(z.enum(medicineRoutes)).min(1, 'routes').max(8, 'routes'),
	ingredients: z.array(
		z.object({
			substance_id: z.uuid('ingredients'),
			strength: z.number('ingredients').positive('ingredients'),
			unit: z.enum(amountUnits, 'ingredients')
		})
	),
	complete: z.boolean(),
	two_people: z.boolean(),
	active: z.boolean()
});
export const readMedicine = (form: FormData) => ({
	...identified(form),
	name: text(form, 'name'),
	name_es: text(form, 'name_es'),
	form: text(form, 'form_of'),
	unit: text(form, 'unit'),
	routes: listed(form, 'routes'),
	ingredients: Array.from({ length: mostIngredients }, (_, at) => ({
		substance_id: text(form, `substance_${at + 1}`),
		strength: number(form, `strength_${at + 1}`),
		unit: text(form, `strength_unit_${at + 1}`)
	})).filter(({ substance_id, strength }) => substance_id !== '' || strength !== undefined),
	complete: ticked(form, 'complete'),
	two_people: ticked(form, 'two_people'),
	active: ticked(form, 'active')
});

export const substanceSchema = z.object({
	id,
	version,
	...named,
	synonyms: z.array(z.string().max(120)).max(40),
	groups: z.array(z.string()).max(30),
	active: z.boolean()
});
export const readSubstance = (form: FormData) => ({
	...identified(form),
	name: text(form, 'name'),
	name_es: text(form, 'name_es'),
	synonyms: synonyms(form),
	groups: listed(form, 'groups'),
	active: ticked(form, 'active')
});

export const groupSchema = z.object({
	id: z.string().regex(/^[a-z][a-z0-9_]{1,39}$/, 'id'),
	version,
	...named,
	synonyms: z.array(z.string().max(120)).max(40)
});
export const readGroup = (form: FormData) => ({
	...identified(form),
	name: text(form, 'name'),
	name_es: text(form, 'name_es'),
	synonyms: synonyms(form)
});

const sourced = {
	source: z.string().trim().min(2).max(120),
	source_version: z.string().trim().min(1).max(60)
};
/** `s:<substance>` or `g:<group>`. */
const party = z.string().regex(/^$|^s:[0-9a-f-]{36}$|^g:[a-z0-9_]{2,40}$/);

export const ruleSchema = z
	.object({
		rule_id: id,
		version,
		kind: z.enum(ruleKinds),
		severity: z.enum(severities),
		a: party.min(1, 'a'),
		b: party,
		below_egfr: z
			.number('below_egfr')
			.int('below_egfr')
			.min(5, 'below_egfr')
			.max(120, 'below_egfr')
			.optional(),
		text: z.string().trim().min(3, 'text').max(600, 'text'),
		text_es: z.string().trim().min(3, 'text_es').max(600, 'text_es'),
		...sourced,
		reason: z.string().trim().max(300, 'reason')
	})
	.refine(({ kind, b }) => !isPair(kind) || b !== '', { path: ['b'], message: 'b' })
	.refine(({ kind, below_egfr }) => kind !== 'renal' || below_egfr !== undefined, {
		path: ['below_egfr'],
		message: 'below_egfr'
	})
	.refine(({ kind, a }) => kind !== 'duplicate' || a.startsWith('g:'), {
		path: ['a'],
		message: 'a'
	})
	.refine(({ rule_id, reason }) => rule_id === '' || reason.length >= 3, {
		path: ['reason'],
		message: 'reason'
	});
export const readRule = (form: FormData) => ({
	rule_id: text(form, 'rule_id'),
	version: number(form, 'version'),
	kind: text(form, 'kind'),
	severity: text(form, 'severity'),
	a: text(form, 'a'),
	b: text(form, 'b'),
	below_egfr: number(form, 'below_egfr'),
	text: text(form, 'text'),
	text_es: text(form, 'text_es'),
	source: text(form, 'source'),
	source_version: text(form, 'source_version'),
	reason: text(form, 'reason')
});
const why = z.string().trim().min(3, 'reason').max(300, 'reason');
export const endRuleSchema = z.object({
	rule_id: z.uuid(),
	version: z.coerce.number().int(),
	reason: why
});
export const restoreRuleSchema = z.object({
	version_id: z.uuid(),
	version: z.coerce.number().int(),
	reason: why
});

const amount = z.number('max_dose').positive('max_dose');
export const rangeSchema = z.object({
	id,
	substance_id: z.uuid('substance_id'),
	route: z.enum(medicineRoutes),
	unit: z.enum(amountUnits),
	per_kg: z.boolean(),
	min_dose: amount,
	max_dose: amount,
	max_daily: amount,
	age_from_months: z.number('age_until_months').int('age_until_months').min(0, 'age_until_months'),
	age_until_months: z
		.number('age_until_months')
		.int('age_until_months')
		.max(1800, 'age_until_months'),
	weight_from_kg: z.number('weight_until_kg').min(0, 'weight_until_kg'),
	weight_until_kg: z.number('weight_until_kg').max(500, 'weight_until_kg'),
	min_interval_days: z
		.number('min_interval_days')
		.int('min_interval_days')
		.min(2, 'min_interval_days')
		.max(366, 'min_interval_days')
		.optional(),
	...sourced
});
export const readRange = (form: FormData) => ({
	id: text(form, 'id'),
	substance_id: text(form, 'substance_id'),
	route: text(form, 'route'),
	unit: text(form, 'unit'),
	per_kg: ticked(form, 'per_kg'),
	min_dose: number(form, 'min_dose'),
	max_dose: number(form, 'max_dose'),
	max_daily: number(form, 'max_daily'),
	age_from_months: number(form, 'age_from_months') ?? 0,
	age_until_months: number(form, 'age_until_months') ?? 1800,
	weight_from_kg: number(form, 'weight_from_kg') ?? 0,
	weight_until_kg: number(form, 'weight_until_kg') ?? 500,
	min_interval_days: number(form, 'min_interval_days'),
	source: text(form, 'source'),
	source_version: text(form, 'source_version')
});
export const endRangeSchema = z.object({ id: z.uuid() });

export const beginSchema = z.object({
	source: z.string().trim().min(2).max(120),
	version: z.string().trim().min(1).max(60),
	file_name: z.string().trim().min(1, 'file_name').max(200, 'file_name')
});
