/*
 * Growth against the standards of WHO (0 to 5 years) and CDC (2 to 20 years), by their LMS tables. A z-score is how many
 * standard deviations a value lies from the median of its age and sex: ((value / M) ^ L − 1) / (L · S), or
 * ln(value / M) / S where L is 0 (Cole 1990).
 *
 * The tables are the published ones, as jsgrowup 0.8.0 (UNICEF, BSD-3-Clause) has them: [months, L, M, S]. WHO's are of whole
 * months, CDC's of the middle of each; between two what is asked for is interpolated.
 */
export const growthMeasures = ['weight', 'height', 'head_circumference', 'bmi'] as const;
export type GrowthMeasure = (typeof growthMeasures)[number];
export type Standard = 'who' | 'cdc';
export type Sex = 'male' | 'female';

type Row = readonly [months: number, l: number, m: number, s: number];
export type Tables = Partial<Record<GrowthMeasure, Record<Sex, readonly Row[]>>>;

/** Average length of a month, in days: the tables' own. */
const monthDays = 30.4375;
export const monthsOf = (days: number): number => days / monthDays;

/** Centiles that are drawn, with their z-scores. */
export const centiles: readonly [label: string, z: number][] = [
	['3', -1.880794],
	['15', -1.036433],
	['50', 0],
	['85', 1.036433],
	['97', 1.880794]
];

/** L, M and S at an age; null outside the table. */
export function lmsAt(rows: readonly Row[], months: number) {
	const after = rows.findIndex(([at]) => at >= months);
	const upper = rows[after];
	if (!upper) return null;
	const lower = upper[0] === months ? upper : rows[after - 1];
	if (!lower) return null;
	const part = upper[0] === lower[0] ? 0 : (months - lower[0]) / (upper[0] - lower[0]);
	const [l, m, s] = [1, 2, 3].map((at) => {
		const from = lower[at] ?? 0;
		return from + part * ((upper[at] ?? 0) - from);
	}) as [number, number, number];
	return { l, m, s };
}

/** How many standard deviations a value is from the median of its age and sex; null outside the table. */
export function zScore(rows: readonly Row[], months: number, value: number): number | null {
	const at = lmsAt(rows, months);
	if (!at || value <= 0) return null;
	const { l, m, s } = at;
	return Math.abs(l) < 1e-9 ? Math.log(value / m) / s : ((value / m) ** l - 1) / (l * s);
}

/** The value a z-score stands for. */
export function valueAt(rows: readonly Row[], months: number, z: number): number | null {
	const at = lmsAt(rows, months);
	if (!at) return null;
	const { l, m, s } = at;
	return Math.abs(l) < 1e-9 ? m * Math.exp(s * z) : m * (1 + l * s * z) ** (1 / l);
}

/** The share of the reference population below a z-score, in percent (Zelen and Severo, to 1e-7). */
export function centileOf(z: number): number {
	const t = 1 / (1 + 0.2316419 * Math.abs(z));
	const tail =
		(Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) *
		t *
		(0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
	return 100 * (z > 0 ? 1 - tail : tail);
}

/** Until when the age of those born before 37 weeks is corrected: two years. */
const correctedUntilDays = 730;
const termDays = 280;

/**
 * The age growth is judged by, in days: of those born before 37 weeks and until two years, the age they would have had
 * they been born at 40 weeks. Negative before that day.
 */
export function growthAge(ageDays: number, gestationDays: number | null): number {
	const early = gestationDays !== null && gestationDays < 259;
	return early && ageDays < correctedUntilDays ? ageDays - (termDays - gestationDays) : ageDays;
}

/** Kilograms for each square metre. */
export const bodyMassIndex = (kilograms: number, centimetres: number): number =>
	kilograms / (centimetres / 100) ** 2;

/** WHO's until two, CDC's from five; between them, both have tables and WHO's come first, as long as they last. */
export const standardFor = (months: number, measure: GrowthMeasure): Standard | null => {
	if (months >= 0 && months <= 60) return 'who';
	return months > 60 && months <= 240.5 && measure !== 'head_circumference' ? 'cdc' : null;
};

/** The tables of a standard, fetched when somebody grows. */
export async function tablesOf(standard: Standard): Promise<Tables> {
	const tables = await (standard === 'who'
		? import('./tables/who.json')
		: import('./tables/cdc.json'));
	return tables.default as unknown as Tables;
}
