import { getLocale } from '$lib/paraglide/runtime.js';
import { m } from '$lib/paraglide/messages.js';
import { wrongWords } from '$lib/records/problems/words';
import { kinds } from './kinds';

const names: Record<string, () => string> = {
	height: m.measurements_height,
	weight: m.measurements_weight,
	head_circumference: m.measurements_head_circumference,
	blood_pressure: m.measurements_blood_pressure,
	pulse: m.measurements_pulse,
	respiratory_rate: m.measurements_respiratory_rate,
	temperature: m.measurements_temperature,
	spo2: m.measurements_spo2,
	glucose: m.measurements_glucose,
	bmi: m.measurements_bmi
};
export const kindLabel = (kind: string) => names[kind]?.() ?? kind;

const number = (value: number) =>
	new Intl.NumberFormat(getLocale() === 'es' ? 'es-ES' : 'en-GB', {
		maximumFractionDigits: 2
	}).format(value);
export const valueWords = (row: { value: number; second_value: number | null; unit: string }) =>
	`${number(row.value)}${row.second_value === null ? '' : `/${number(row.second_value)}`} ${row.unit}`;

/** What a key of the schema, or a parameter the database refuses, says. */
export function wrongMeasurement(key: string): string {
	const limits = kinds.find(({ kind }) => kind === key);
	if (key === 'blood_pressure') return m.measurements_error_pressure();
	if (limits)
		return m.measurements_error_range({
			least: limits.least,
			most: limits.most,
			unit: limits.unit
		});
	if (key === 'nothing' || key === 'values') return m.measurements_error_nothing();
	if (key === 'measured_at') return m.measurements_error_time();
	if (key === 'weeks' || key === 'gestation_days') return m.measurements_error_weeks();
	return wrongWords(key);
}
