import { formatDate } from '$lib/app/time/format';
import { m } from '$lib/paraglide/messages.js';
import { getLocale } from '$lib/paraglide/runtime.js';
import { amountWords, medicineName } from './words';

export type Result = 'clear' | 'warn' | 'block_until_reason' | 'not_covered' | 'could_not_run';

/** What a check found: what, how bad, by which rule; its words are made here, in the reader's language. */
export interface Finding {
	/** Of several that are asked about, which; the first is 1. */
	n?: number;
	kind: string;
	result: Result;
	code: string;
	medicine?: string;
	medicine_es?: string;
	facts: Record<string, unknown>;
	text?: string;
	text_es?: string;
	source: string;
	source_version: string;
	hospital?: boolean;
}
export interface Checked {
	result: Result;
	findings: Finding[];
}

const results: Record<Result, () => string> = {
	clear: m.prescriptions_result_clear,
	warn: m.prescriptions_result_warn,
	block_until_reason: m.prescriptions_result_block_until_reason,
	not_covered: m.prescriptions_result_not_covered,
	could_not_run: m.prescriptions_result_could_not_run
};
/** Whatever is not known to be clear is not shown as clear. */
export const resultLabel = (result: string) =>
	(results[result as Result] ?? results.could_not_run)();
/** Not signed without a reason. */
export const needsReason = (result: string) =>
	result !== 'clear' && result !== 'warn' && result !== 'not_covered';

const ranks: readonly Result[] = [
	'clear',
	'warn',
	'not_covered',
	'block_until_reason',
	'could_not_run'
];
/** The worst of what was found; clear of nothing alone. */
export const worstOf = (findings: readonly Finding[]): Result =>
	findings.reduce<Result>(
		(worst, { result }) => (ranks.indexOf(result) > ranks.indexOf(worst) ? result : worst),
		'clear'
	);

const parts: Record<string, () => string> = {
	all: m.prescriptions_part_all,
	mapping: m.prescriptions_part_mapping,
	allergies: m.prescriptions_part_allergies,
	allergy: m.prescriptions_part_allergy,
	duplicates: m.prescriptions_part_duplicates,
	duplicate: m.prescriptions_part_duplicate,
	interactions: m.prescriptions_part_interactions,
	interaction: m.prescriptions_part_interaction,
	doses: m.prescriptions_part_doses,
	dose: m.prescriptions_part_dose,
	pregnancy: m.prescriptions_part_pregnancy,
	lactation: m.prescriptions_part_lactation,
	renal: m.prescriptions_part_renal
};
export const partLabel = (kind: string) => parts[kind]?.() ?? kind;

/** What the words of a finding need. */
function said({ facts, medicine = '', medicine_es = medicine }: Finding) {
	const text = (name: string) => {
		const value = facts[name];
		return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
	};
	const named = (name: string) => (getLocale() === 'es' && text(`${name}_es`)) || text(name);
	const measured = (name: string) =>
		text('unit') ? amountWords(Number(facts[name]), text('unit')) : text(name);
	const day = ['weight_on', 'egfr_on', 'due_on', 'gave_birth_on'].map(text).find(Boolean);
	return {
		medicine: medicineName({ medicine, medicine_es }),
		other: named('other'),
		substance: named('substance'),
		allergy: text('allergy'),
		words: text('words'),
		egfr: text('egfr'),
		is: measured('is'),
		limit: measured('limit'),
		days: text('limit'),
		when: day ? formatDate(day) : ''
	};
}
type Said = ReturnType<typeof said>;

const found: Record<string, (words: Said) => string> = {
	not_mapped: m.prescriptions_found_not_mapped,
	other_not_mapped: m.prescriptions_found_other_not_mapped,
	allergies_not_recorded: () => m.prescriptions_found_allergies_not_recorded(),
	allergies_reported: m.prescriptions_found_allergies_reported,
	allergy_unknown_words: m.prescriptions_found_allergy_unknown_words,
	allergy_same: m.prescriptions_found_allergy_same,
	intolerance_same: m.prescriptions_found_intolerance_same,
	allergy_rule: m.prescriptions_found_allergy_rule,
	same_substance: m.prescriptions_found_same_substance,
	duplicate_rule: m.prescriptions_found_duplicate_rule,
	interaction_rule: m.prescriptions_found_interaction_rule,
	dose_high: m.prescriptions_found_dose_high,
	daily_high: m.prescriptions_found_daily_high,
	dose_low: m.prescriptions_found_dose_low,
	too_often: ({ substance, days }) => m.prescriptions_found_too_often({ substance, limit: days }),
	dose_no_range: m.prescriptions_found_dose_no_range,
	dose_no_weight: m.prescriptions_found_dose_no_weight,
	dose_old_weight: m.prescriptions_found_dose_old_weight,
	dose_no_age: m.prescriptions_found_dose_no_age,
	dose_not_comparable: m.prescriptions_found_dose_not_comparable,
	pregnancy_rule: m.prescriptions_found_pregnancy_rule,
	pregnancy_unknown: m.prescriptions_found_pregnancy_unknown,
	lactation_rule: m.prescriptions_found_lactation_rule,
	renal_rule: m.prescriptions_found_renal_rule,
	egfr_unknown: m.prescriptions_found_egfr_unknown,
	egfr_old: m.prescriptions_found_egfr_old,
	could_not_run: () => m.prescriptions_found_could_not_run()
};

const codes: Record<string, () => string> = {
	same_substance: m.prescriptions_code_same_substance,
	dose_high: m.prescriptions_code_dose_high,
	daily_high: m.prescriptions_code_daily_high,
	dose_low: m.prescriptions_code_dose_low,
	too_often: m.prescriptions_code_too_often,
	allergy_same: m.prescriptions_code_allergy_same,
	intolerance_same: m.prescriptions_code_intolerance_same
};
/** What a finding without a rule is about, whoever it was found of. */
export const codeLabel = (code: string) => (codes[code] ?? m.prescriptions_found_could_not_run)();

/** What was found, and what the rule says of it. */
export function findingWords(finding: Finding): string {
	const words = (found[finding.code] ?? found.could_not_run)?.(said(finding)) ?? '';
	// A rule about an eGFR that is not known has not spoken yet.
	const rule = finding.result === 'not_covered' ? undefined : finding.text;
	const text = getLocale() === 'es' ? rule && (finding.text_es ?? rule) : rule;
	return [text, words].filter(Boolean).join(' ');
}

/** Where a warning comes from. */
export const sourceWords = ({ source, source_version, hospital }: Finding) =>
	[
		m.prescriptions_source({ source, version: source_version }),
		hospital && m.prescriptions_hospital_rule()
	]
		.filter(Boolean)
		.join(' · ');
