import type { Dot } from '$lib/app/ui/panel';
import { bodyMassIndex, growthAge, monthsOf, type GrowthMeasure } from './growth';
import type { MeasurementRow } from './queries';

/** A kind over time, oldest first, with the least height a panel of it has. */
export interface DrawnKind {
	kind: string;
	unit: string;
	lowest: number;
	highest: number;
	dots: Dot[];
	second: Dot[];
}

const valid = (rows: readonly MeasurementRow[]) =>
	rows.filter(({ voided_at }) => !voided_at).toReversed();

/** What is drawn over time: each kind that was measured at least twice. */
export function drawnKinds(rows: readonly MeasurementRow[], kinds: readonly string[]): DrawnKind[] {
	return kinds.flatMap((kind) => {
		const ofKind = valid(rows).filter((row) => row.kind === kind);
		if (ofKind.length < 2) return [];
		const values = ofKind.flatMap(({ value, second_value }) =>
			second_value === null ? [value] : [value, second_value]
		);
		const [least, most] = [Math.min(...values), Math.max(...values)];
		const room = Math.max((most - least) * 0.15, Math.abs(most) * 0.02);
		return [
			{
				kind,
				unit: ofKind[0]?.unit ?? '',
				lowest: Math.floor(least - room),
				highest: Math.ceil(most + room),
				dots: ofKind.map(({ measured_at, value }) => ({ at: new Date(measured_at), value })),
				second: ofKind.flatMap(({ measured_at, second_value }) =>
					second_value === null ? [] : [{ at: new Date(measured_at), value: second_value }]
				)
			}
		];
	});
}

/** A value at the age growth is judged by. */
export interface GrowthPoint {
	id: string;
	months: number;
	value: number;
	at: string;
	corrected: boolean;
}

const dayMs = 86_400_000;

/** What was measured of a child, by age; the body mass index wherever weight and height are of one time. */
export function growthPoints(
	rows: readonly MeasurementRow[],
	measure: GrowthMeasure,
	birthDate: string,
	gestationDays: number | null
): GrowthPoint[] {
	const all = valid(rows);
	const chosen =
		measure === 'bmi'
			? all.flatMap((row) => {
					if (row.kind !== 'weight') return [];
					const height = all.find(
						({ kind, measured_at }) => kind === 'height' && measured_at === row.measured_at
					);
					return height ? [{ ...row, value: bodyMassIndex(row.value, height.value) }] : [];
				})
			: all.filter(({ kind }) => kind === measure);
	return chosen.flatMap(({ id, measured_at, value }) => {
		const days = (Date.parse(measured_at) - Date.parse(`${birthDate}T00:00Z`)) / dayMs;
		const judged = growthAge(days, gestationDays);
		// Before term they would not be born yet: there is no curve.
		if (judged < 0) return [];
		return [{ id, months: monthsOf(judged), value, at: measured_at, corrected: judged !== days }];
	});
}
