import type { Dot, Stripe } from '$lib/app/ui/panel';
import { bandsOf, type Measured } from './news2';
import type { DrawnSet } from './queries';

/** A parameter over time, with the bands of NEWS2 behind it. */
export interface Panel {
	name: Measured;
	lowest: number;
	highest: number;
	dots: Dot[];
	/** A second line in the same panel: the diastolic pressure. */
	second: Dot[];
	stripes: Stripe[];
}

/** What a panel shows at least, so that an ordinary course looks ordinary. */
const usual: Record<Measured, [lowest: number, highest: number]> = {
	respiratory_rate: [6, 30],
	spo2: [84, 100],
	systolic: [50, 200],
	pulse: [35, 145],
	temperature: [34.5, 40]
};
/** Between two whole values (or tenths of a degree) lies the edge of a band. */
const step: Record<Measured, number> = {
	respiratory_rate: 1,
	spo2: 1,
	systolic: 1,
	pulse: 1,
	temperature: 0.1
};

const dotsOf = (sets: readonly DrawnSet[], value: (set: DrawnSet) => number | null): Dot[] =>
	sets.flatMap((set) => {
		const found = value(set);
		return found === null ? [] : [{ at: new Date(set.observed_at), value: found }];
	});

/** A panel of the chart; `excluded` patients have no bands, for NEWS2 is not theirs. */
export function panelOf(name: Measured, sets: readonly DrawnSet[], excluded: boolean): Panel {
	const dots = dotsOf(sets, (set) => set[name]);
	const second = name === 'systolic' ? dotsOf(sets, ({ diastolic }) => diastolic) : [];
	const values = [...dots, ...second].map(({ value }) => value);
	const lowest = Math.min(usual[name][0], ...values);
	const highest = Math.max(usual[name][1], ...values);
	const last = sets.at(-1);
	const stripes: Stripe[] = [];
	let from = -Infinity;
	for (const { upTo, points } of excluded
		? []
		: bandsOf(name, last?.spo2_scale ?? 1, last?.on_oxygen ?? false)) {
		const until = upTo + step[name] / 2;
		const stripe = { from: Math.max(from, lowest), until: Math.min(until, highest), points };
		if (stripe.until > stripe.from && points > 0) stripes.push(stripe);
		from = until;
	}
	return { name, lowest, highest, dots, second, stripes };
}

/** The set nearest to an instant; -1 when there is none. */
export function nearest(sets: readonly DrawnSet[], at: number): number {
	let best = -1;
	let distance = Infinity;
	for (const [index, set] of sets.entries()) {
		const away = Math.abs(Date.parse(set.observed_at) - at);
		if (away < distance) [best, distance] = [index, away];
	}
	return best;
}
