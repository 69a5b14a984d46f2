import { m } from '$lib/paraglide/messages.js';
import type { ObservationSet } from './queries';
import { consciousnessLabel } from './words';

/** What NEWS2 asks, as columns of a table; `point` is its place among `news2_points`. */
export const valueColumns = [
	{ name: 'respiratory_rate', label: m.nursing_short_rr, point: 0 },
	{ name: 'spo2', label: m.nursing_short_spo2, point: 1 },
	{ name: 'on_oxygen', label: m.nursing_short_oxygen, point: 2 },
	{ name: 'pressure', label: m.nursing_short_pressure, point: 3 },
	{ name: 'pulse', label: m.nursing_short_pulse, point: 4 },
	{ name: 'consciousness', label: m.nursing_short_consciousness, point: 5 },
	{ name: 'temperature', label: m.nursing_short_temperature, point: 6 }
] as const;
type ValueColumn = (typeof valueColumns)[number]['name'];

type Values = Pick<
	ObservationSet,
	| 'respiratory_rate'
	| 'spo2'
	| 'on_oxygen'
	| 'systolic'
	| 'diastolic'
	| 'pulse'
	| 'consciousness'
	| 'temperature'
>;

/** One value as it is written; empty for what was not measured. */
export function valueText(set: Values, column: ValueColumn): string {
	if (column === 'on_oxygen') {
		if (set.on_oxygen === null) return '';
		return set.on_oxygen ? m.nursing_oxygen() : m.nursing_air();
	}
	if (column === 'pressure') {
		return set.systolic === null ? '' : [set.systolic, set.diastolic ?? '–'].join('/');
	}
	if (column === 'consciousness') {
		return set.consciousness ? consciousnessLabel(set.consciousness) : '';
	}
	if (column === 'temperature') return set.temperature?.toFixed(1) ?? '';
	return String(set[column] ?? '');
}

/** How a value that scores stands out. */
export const pointsTint = (points: number | null | undefined) =>
	points === 3 ? 'bg-error-100-900 font-semibold' : points ? 'bg-warning-100-900 font-medium' : '';
