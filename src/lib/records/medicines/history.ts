import { m } from '$lib/paraglide/messages.js';
import { routeLabel, unitLabel } from '$lib/records/prescriptions/words';
import type { Range, Rule, statesOf } from './queries';
import { formLabel, kindLabel, nameOf, severityLabel } from './words';

/** A state something had, in words by field: who wrote it when, and why. */
export interface State {
	id: string;
	version: number | null;
	at: string;
	until: string | null;
	by: string | null;
	reason: string | null;
	fields: Record<string, string>;
}
interface Change {
	field: string;
	before: string;
	after: string;
}

/** What a state changed of the one before it; of the first nothing. */
export function changesOf(state: State, before: State | undefined): Change[] {
	if (!before) return [];
	return Object.keys({ ...before.fields, ...state.fields })
		.map((field) => ({
			field,
			before: before.fields[field] ?? '',
			after: state.fields[field] ?? ''
		}))
		.filter((change) => change.before !== change.after);
}

const yesNo = (value: unknown) => (value ? m.medicines_yes() : m.medicines_no());
const joined = (value: unknown, word: (each: string) => string = (each) => each) =>
	Array.isArray(value) ? value.map((each) => word(String(each))).join(', ') : '';

/* Of the catalogue's states what each field is called, and how its value is written. */
const fields: Record<string, [() => string, (value: unknown) => string]> = {
	name: [m.medicines_name, String],
	name_es: [m.medicines_name_es, String],
	form: [m.medicines_audit_form, (value) => formLabel(String(value))],
	unit: [m.medicines_counted_in, (value) => unitLabel(String(value))],
	routes: [m.medicines_audit_routes, (value) => joined(value, routeLabel)],
	mapped: [m.medicines_audit_mapped, yesNo],
	two_people: [m.medicines_audit_two_people, yesNo],
	active: [m.medicines_active, yesNo],
	synonyms: [m.medicines_audit_synonyms, (value) => joined(value)],
	groups: [m.medicines_groups, (value) => joined(value)],
	ingredients: [
		m.medicines_ingredients,
		(value) =>
			(value as { substance: string; strength: number; unit: string }[])
				.map((part) => `${part.substance} ${part.strength} ${unitLabel(part.unit)}`)
				.join(', ')
	]
};
export const catalogueState = (row: Awaited<ReturnType<typeof statesOf>>[number]): State => ({
	id: String(row.version),
	version: row.version,
	at: row.changed_at,
	until: null,
	by: row.by?.full_name ?? null,
	reason: null,
	fields: Object.fromEntries(
		Object.entries(row.content as Record<string, unknown>).flatMap(([key, value]) => {
			const [label, write] = fields[key] ?? [];
			return label && write ? [[label(), write(value)]] : [];
		})
	)
});

const partyOf = (
	substance: { name: string; name_es: string } | null,
	group: { name: string; name_es: string } | null
) =>
	substance ? nameOf(substance) : group ? m.medicines_group_named({ name: nameOf(group) }) : '';
/** The two sides of a rule, or the one it is about. */
export const partiesOf = (
	rule: Pick<Rule, 'substance_a' | 'group_a' | 'substance_b' | 'group_b'>
) =>
	[partyOf(rule.substance_a, rule.group_a), partyOf(rule.substance_b, rule.group_b)]
		.filter(Boolean)
		.join(' + ');

export const ruleState = (rule: Rule): State => ({
	id: rule.id,
	version: rule.version,
	at: rule.valid_from,
	until: rule.valid_until,
	by: rule.by?.full_name ?? null,
	reason: rule.reason,
	fields: {
		[m.medicines_kind()]: kindLabel(rule.kind),
		[m.medicines_severity()]: severityLabel(rule.severity),
		[m.medicines_about()]: partiesOf(rule),
		[m.medicines_audit_below_egfr()]: String(rule.below_egfr ?? ''),
		[m.medicines_text()]: rule.text,
		[m.medicines_text_es()]: rule.text_es,
		[m.medicines_audit_source()]: `${rule.source} ${rule.source_version}`
	}
});

const rangeOf = (from: number, until: number, unit: string) => `${from}–${until} ${unit}`;
export const rangeState = (range: Range): State => ({
	id: range.id,
	version: null,
	at: range.valid_from,
	until: range.valid_until,
	by: range.by?.full_name ?? null,
	reason: null,
	fields: {
		[m.medicines_audit_range()]: doseWords(range),
		[m.medicines_audit_source()]: `${range.source} ${range.source_version}`
	}
});

/** "500–1000 mg at a time, at most 4000 mg a day", and for whom. */
export function doseWords(range: Range): string {
	const unit = unitLabel(range.unit) + (range.per_kg ? m.medicines_per_kg() : '');
	return [
		m.medicines_dose_words({
			least: String(range.min_dose),
			most: String(range.max_dose),
			daily: String(range.max_daily),
			unit
		}),
		range.min_interval_days && m.medicines_interval_words({ days: range.min_interval_days }),
		(range.age_from_months > 0 || range.age_until_months < 1800) &&
			rangeOf(range.age_from_months, range.age_until_months, m.medicines_months()),
		(range.weight_from_kg > 0 || range.weight_until_kg < 500) &&
			rangeOf(range.weight_from_kg, range.weight_until_kg, 'kg')
	]
		.filter(Boolean)
		.join(' · ');
}
