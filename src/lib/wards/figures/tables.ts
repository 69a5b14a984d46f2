import type { Cell } from '$lib/app/export/csv';
import { m } from '$lib/paraglide/messages.js';
import { diagnosisGroups } from '$lib/wards/board/choices';
import { diagnosisGroupLabel } from '$lib/wards/board/choice-words';
import type { Accuracy } from './forecast';
import type { DayFigures, StayLength, WardTotals } from './queries';

/** Figures as a table: the same on the screen and in a file. Days are ISO dates; numbers are rounded as they are read. */
export interface Table {
	caption: string;
	head: string[];
	rows: Cell[][];
}

/** One day ahead. */
export interface AheadDay {
	day: string;
	usable: number;
	expected: number;
	least: number;
	most: number;
	accuracy: Accuracy | null;
}

const tenth = (value: number | null) => (value === null ? null : Math.round(value * 10) / 10);

/** Share of the available bed-hours in which somebody lay there, in percent. */
export const occupancy = ({
	occupied_hours,
	available_hours
}: Pick<DayFigures, 'occupied_hours' | 'available_hours'>): number | null =>
	available_hours > 0 ? tenth((100 * occupied_hours) / available_hours) : null;

const used = () => [
	m.ward_figures_col_occupancy(),
	m.ward_figures_col_available(),
	m.ward_figures_col_occupied(),
	m.ward_figures_col_closed(),
	m.ward_figures_col_admissions(),
	m.ward_figures_col_transfers_in(),
	m.ward_figures_col_discharges(),
	m.ward_figures_col_transfers_out()
];
const usedCells = (row: Omit<DayFigures, 'day'>): Cell[] => [
	occupancy(row),
	tenth(row.available_hours),
	tenth(row.occupied_hours),
	tenth(row.closed_hours),
	row.admissions,
	row.transfers_in,
	row.discharges,
	row.transfers_out
];

/** The newest day first. */
export const daysTable = (days: readonly DayFigures[]): Table => ({
	caption: m.ward_figures_by_day_caption(),
	head: [m.ward_figures_col_day(), ...used()],
	rows: days.map((row) => [row.day, ...usedCells(row)]).reverse()
});

export const wardsTable = (wards: readonly WardTotals[]): Table => ({
	caption: m.ward_figures_by_ward_caption(),
	head: [
		m.ward_figures_col_ward(),
		...used(),
		m.ward_figures_col_turnovers(),
		m.ward_figures_col_turnover(),
		m.ward_figures_col_cleaning_wait(),
		m.ward_figures_col_cleaning()
	],
	rows: wards.map((row) => [
		row.ward_name,
		...usedCells(row),
		row.turnovers,
		tenth(row.turnover_hours),
		tenth(row.cleaning_wait_minutes),
		tenth(row.cleaning_minutes)
	])
});

function ofWhat({ by_ward, by_group, ward_name, diagnosis_group }: StayLength): string {
	if (by_ward) return ward_name ?? '';
	if (!by_group) return m.ward_figures_all();
	const group = diagnosisGroups.find((known) => known === diagnosis_group);
	return group ? diagnosisGroupLabel(group) : (diagnosis_group ?? m.ward_figures_no_group());
}

/** All first, then by ward, then by diagnosis group. */
export const staysTable = (stays: readonly StayLength[]): Table => ({
	caption: m.ward_figures_stay_caption(),
	head: [
		m.ward_figures_col_group(),
		m.ward_figures_col_stays(),
		m.ward_figures_col_mean(),
		m.ward_figures_col_median(),
		m.ward_figures_col_p90()
	],
	rows: stays
		.toSorted(
			(one, other) =>
				Number(one.by_ward || one.by_group) - Number(other.by_ward || other.by_group) ||
				Number(one.by_group) - Number(other.by_group)
		)
		.map((row) => [
			ofWhat(row),
			row.stays,
			tenth(row.mean_days),
			tenth(row.median_days),
			tenth(row.p90_days)
		])
});

export const aheadTable = (days: readonly AheadDay[]): Table => ({
	caption: m.ward_figures_ahead_caption(),
	head: [
		m.ward_figures_col_day(),
		m.ward_figures_col_usable(),
		m.ward_figures_col_expected(),
		m.ward_figures_col_range(),
		m.ward_figures_col_error(),
		m.ward_figures_col_naive(),
		m.ward_figures_col_covered()
	],
	rows: days.map(({ day, usable, expected, least, most, accuracy }) => [
		day,
		usable,
		tenth(expected),
		m.ward_figures_from_to({ low: least, high: most }),
		tenth(accuracy?.error ?? null),
		tenth(accuracy?.naiveError ?? null),
		accuracy && Math.round(accuracy.covered * 100)
	])
});

export const tableNames = ['days', 'wards', 'stays', 'ahead'] as const;
