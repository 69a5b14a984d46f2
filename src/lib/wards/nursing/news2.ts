/**
 * NEWS2 as the Royal College of Physicians published it in 2017, chart 1 to 4. The database scores what is
 * recorded; this is for the preview while somebody types, and for the bands of the chart. A test holds both
 * together over every value.
 */

/** The seven parameters in the published order. */
export const parameters = [
	'respiratory_rate',
	'spo2',
	'on_oxygen',
	'systolic',
	'pulse',
	'consciousness',
	'temperature'
] as const;
export type Parameter = (typeof parameters)[number];

export const consciousnessLevels = ['alert', 'confusion', 'voice', 'pain', 'unresponsive'] as const;

/** The five measured as numbers. */
export type Measured = Exclude<Parameter, 'on_oxygen' | 'consciousness'>;

/** What a set holds; null where nothing was measured. */
export interface News2Set {
	respiratory_rate: number | null;
	spo2: number | null;
	spo2_scale: number;
	on_oxygen: boolean | null;
	systolic: number | null;
	pulse: number | null;
	consciousness: string | null;
	temperature: number | null;
}

export type Points = (number | null)[];
export type Risk = 'low' | 'low_medium' | 'medium' | 'high';

/** Values up to and including `upTo` score `points`; the bands follow each other, the last has no end. */
export interface Band {
	upTo: number;
	points: number;
}

const band = (upTo: number, points: number): Band => ({ upTo, points });
const rest = (points: number): Band => band(Infinity, points);

const bands: Record<Exclude<Measured, 'spo2'>, Band[]> = {
	respiratory_rate: [band(8, 3), band(11, 1), band(20, 0), band(24, 2), rest(3)],
	systolic: [band(90, 3), band(100, 2), band(110, 1), band(219, 0), rest(3)],
	pulse: [band(40, 3), band(50, 1), band(90, 0), band(110, 1), band(130, 2), rest(3)],
	temperature: [band(35, 3), band(36, 1), band(38, 0), band(39, 1), rest(2)]
};
const spo2Scale1 = [band(91, 3), band(93, 2), band(95, 1), rest(0)];
const spo2Scale2 = [band(83, 3), band(85, 2), band(87, 1), band(92, 0)];
const spo2Scale2OnAir = [...spo2Scale2, rest(0)];
const spo2Scale2OnOxygen = [...spo2Scale2, band(94, 1), band(96, 2), rest(3)];

/** The bands of a parameter from low to high; those of SpO₂ by the patient's scale and whether they breathe oxygen. */
export function bandsOf(parameter: Measured, scale = 1, onOxygen = false): readonly Band[] {
	if (parameter !== 'spo2') return bands[parameter];
	if (scale === 1) return spo2Scale1;
	return onOxygen ? spo2Scale2OnOxygen : spo2Scale2OnAir;
}

const pointsIn = (value: number | null, scale: readonly Band[]): number | null =>
	value === null ? null : (scale.find(({ upTo }) => value <= upTo)?.points ?? null);

function spo2Points({ spo2, spo2_scale, on_oxygen }: News2Set): number | null {
	// Above the target of scale 2 it depends on the oxygen, which may not have been entered yet.
	if (spo2_scale === 2 && on_oxygen === null && spo2 !== null && spo2 > 92) return null;
	return pointsIn(spo2, bandsOf('spo2', spo2_scale, on_oxygen ?? false));
}

/** The points in the published order; null where the measurement is missing. */
export function pointsOf(set: News2Set): Points {
	return [
		pointsIn(set.respiratory_rate, bands.respiratory_rate),
		spo2Points(set),
		set.on_oxygen === null ? null : set.on_oxygen ? 2 : 0,
		pointsIn(set.systolic, bands.systolic),
		pointsIn(set.pulse, bands.pulse),
		set.consciousness === null ? null : set.consciousness === 'alert' ? 0 : 3,
		pointsIn(set.temperature, bands.temperature)
	];
}

/** The sum of the points there are: the score itself when none is missing, else what it is at least. */
export const sumOf = (points: Points): number =>
	points.reduce<number>((sum, point) => sum + (point ?? 0), 0);

/** NEWS2; null for an incomplete set. */
export const scoreOf = (points: Points): number | null =>
	points.includes(null) ? null : sumOf(points);

/** The clinical risk; null for an incomplete set. */
export function riskOf(points: Points): Risk | null {
	const score = scoreOf(points);
	if (score === null) return null;
	if (score >= 7) return 'high';
	if (score >= 5) return 'medium';
	return points.includes(3) ? 'low_medium' : 'low';
}

/** What a set asks for, complete or not: an answer at once, soon, or none. */
export function levelOf(points: Points): 'emergency' | 'urgent' | null {
	const sum = sumOf(points);
	if (sum >= 7) return 'emergency';
	return sum >= 5 || points.includes(3) ? 'urgent' : null;
}

/** Which of the seven a set does not have. */
export const missingIn = (points: Points): Parameter[] =>
	parameters.filter((_, index) => points[index] === null);
