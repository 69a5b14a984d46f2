import { m } from '$lib/paraglide/messages.js';
import { getLocale } from '$lib/paraglide/runtime.js';

type Words = Record<string, () => string>;

/** In the reader's language. */
export const nameOf = ({ name, name_es }: { name: string; name_es: string }) =>
	getLocale() === 'es' ? name_es : name;
export const ruleText = ({ text, text_es }: { text: string; text_es: string }) =>
	getLocale() === 'es' ? text_es : text;

const forms: Words = {
	tablet: m.medicines_form_tablet,
	modified_release: m.medicines_form_modified_release,
	capsule: m.medicines_form_capsule,
	oral_liquid: m.medicines_form_oral_liquid,
	sachet: m.medicines_form_sachet,
	injection: m.medicines_form_injection,
	inhaler: m.medicines_form_inhaler,
	nebuliser: m.medicines_form_nebuliser,
	eye_drops: m.medicines_form_eye_drops,
	ear_drops: m.medicines_form_ear_drops,
	nasal_spray: m.medicines_form_nasal_spray,
	cream: m.medicines_form_cream,
	patch: m.medicines_form_patch,
	suppository: m.medicines_form_suppository,
	pessary: m.medicines_form_pessary,
	sublingual_tablet: m.medicines_form_sublingual_tablet
};
export const formLabel = (form: string) => forms[form]?.() ?? form;

const kinds: Words = {
	interaction: m.medicines_kind_interaction,
	allergy: m.medicines_kind_allergy,
	duplicate: m.medicines_kind_duplicate,
	pregnancy: m.medicines_kind_pregnancy,
	lactation: m.medicines_kind_lactation,
	renal: m.medicines_kind_renal
};
export const kindLabel = (kind: string) => kinds[kind]?.() ?? kind;

const severity: Words = {
	warn: m.medicines_severity_warn,
	block_until_reason: m.medicines_severity_block
};
export const severityLabel = (key: string) => severity[key]?.() ?? key;

const refusals: Words = {
	columns: m.medicines_why_columns,
	line: m.medicines_why_line,
	substance: m.medicines_why_substance,
	same: m.medicines_why_same,
	severity: m.medicines_why_severity,
	text: m.medicines_why_text
};
/** Why a line of a table was refused. */
export const refusalLabel = (why: string) => refusals[why]?.() ?? why;

const wrong: Words = {
	id: m.medicines_error_id,
	a: m.medicines_error_party,
	b: m.medicines_error_party,
	below_egfr: m.medicines_error_egfr,
	ingredients: m.medicines_error_ingredients,
	routes: m.medicines_error_routes,
	substance_id: m.medicines_error_substance,
	max_dose: m.medicines_error_doses,
	max_daily: m.medicines_error_doses,
	age_until_months: m.medicines_error_age,
	weight_until_kg: m.medicines_error_weight,
	min_interval_days: m.medicines_error_interval,
	reason: m.medicines_error_reason,
	text: m.medicines_error_text,
	text_es: m.medicines_error_text
};
/** What a key of the schema, or a parameter the database refuses, says. */
export const wrongMedicine = (key: string) => wrong[key]?.() ?? m.forms_unfit();
