import { getLocale } from '$lib/paraglide/runtime.js';
import { m } from '$lib/paraglide/messages.js';
import type { Format, Refused } from './formats';

/** What a code means, in the reader's language where its list has it. */
export const displayOf = (code: { display: string; display_es: string | null }): string =>
	getLocale() === 'es' ? (code.display_es ?? code.display) : code.display;

const names: Record<Format, () => string> = {
	generic: m.codes_format_generic,
	icd10cm_order: m.codes_format_icd10cm_order,
	icd_tabulation: m.codes_format_icd_tabulation,
	loinc: m.codes_format_loinc
};
export const formatLabel = (format: Format) => names[format]();

const refusals: Record<Refused, () => string> = {
	line: m.codes_why_line,
	columns: m.codes_why_columns,
	code: m.codes_why_code,
	display: m.codes_why_display,
	too_much: m.codes_why_too_much,
	date: m.codes_why_date,
	twice: m.codes_why_twice,
	deprecated: m.codes_why_deprecated
};
export const refusalLabel = (why: Refused) => refusals[why]();

const wrong: Record<string, () => string> = {
	system_id: m.codes_error_system_id,
	file_name: m.codes_error_file,
	name: m.codes_error_name,
	url: m.codes_error_url
};
/** What a key of `schema.ts`, or a parameter the database refuses, is about. */
export const wrongWords = (key: string) => wrong[key]?.() ?? m.forms_unfit();
