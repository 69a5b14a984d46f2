/**
 * How many beds will be free at this hour of each of the next seven days; and how far such forecasts were off.
 *
 * The patients of a ward are looked at once a day at the same hour. From the looks of the past follow, by counting:
 * - of those who had been here for so many looks, or who were expected to leave in so many days, the share that was
 *   gone at the next look; small counts lean on the share of all;
 * - how much likelier somebody leaves, and how many come, on each weekday.
 * Ahead, everybody who is here stays or leaves by these shares, day after day, and as many come as usually do. The
 * interval takes everybody to decide on their own, and is then made as much wider or narrower as earlier forecasts were
 * further off, or less, than that would bring.
 *
 * The error is measured by doing the same for past days with what was known on them, and nothing later.
 */

import { weekdayOf, type Day } from '$lib/app/time/days';

/** How far ahead, in days. */
export const horizon = 7;

/** One group of patients at one look; see the database's `ward_history`. */
export type Cell = readonly [
	look: number,
	elapsed: number,
	ahead: number | null,
	patients: number,
	leave: number
];

export interface WardHistory {
	/** Day of look 0, which is now. */
	today: string;
	at: string;
	/** Beds that can be used now and at this hour of each of the next days. */
	usable: readonly number[];
	cells: readonly Cell[];
}

export interface Expected {
	/** Days ahead. */
	days: number;
	/** Patients expected to be in a bed. */
	occupied: number;
	/** Four times in five there should be as many. */
	low: number;
	high: number;
}

/** How forecasts of so many days ahead did on past days. */
export interface Accuracy {
	days: number;
	/** On how many past days it was tried. */
	tries: number;
	/** Mean of the absolute errors, in beds. */
	error: number;
	/** The same for "as many as today". */
	naiveError: number;
	/** Share of days that lay in the interval; it should be about 0.8. */
	covered: number;
}

/** Looks with patients there must be before a forecast is tried, and departures to learn from. */
const enoughLooks = 21;
const enoughDepartures = 20;
/** Past days on which a forecast must have been tried before its error is told. */
const enoughTries = 10;
/** Past days it is tried on. */
const mostTries = 28;
/** How many imagined patients a share of all weighs against what was counted. */
const caution = 8;
/** Standard deviations to either side that hold four in five of a normal distribution. */
const fourInFive = 1.2816;

/** How many past forecasts the assumption that everybody decides on their own weighs. */
const trust = 10;

interface Guess {
	days: number;
	occupied: number;
	/** In beds squared, if everybody decides on their own. */
	variance: number;
}

interface Counted {
	patients: number;
	leave: number;
}

/** What a ward's past says of leaving and coming. */
interface Habits {
	/** Share of patients gone at the next look, by how long they have been here and when they are expected to leave. */
	leaving: (elapsed: number, ahead: number | null, weekday: number) => number;
	/** The same for those who come from now on, of whom nobody has said yet when they will leave. */
	leavingOfNew: (elapsed: number, weekday: number) => number;
	/** How many come before the next look. */
	coming: (weekday: number) => number;
}

/** Days a stay has lasted, so that there is something to count in each group. */
function lengthGroup(elapsed: number): number {
	if (elapsed <= 4) return elapsed;
	if (elapsed <= 6) return 5;
	if (elapsed <= 9) return 6;
	return elapsed <= 13 ? 7 : 8;
}

/** Overdue, today, tomorrow, later; null: nobody has said. */
const aheadGroup = (ahead: number | null) => (ahead === null ? null : Math.min(ahead, 2));

const share = ({ patients, leave }: Counted, ofAll: number) =>
	(leave + caution * ofAll) / (patients + caution);

class Tally<Key> {
	readonly #counts = new Map<Key, Counted>();

	add(key: Key, patients: number, leave: number): void {
		const found = this.#counts.get(key) ?? { patients: 0, leave: 0 };
		this.#counts.set(key, { patients: found.patients + patients, leave: found.leave + leave });
	}

	of(key: Key): Counted {
		return this.#counts.get(key) ?? { patients: 0, leave: 0 };
	}
}

/** Day of the week of a look, 0 for Sunday. */
const weekdayAt = (today: Day, look: number): number => (((weekdayOf(today) + look) % 7) + 7) % 7;

/** Learns from the looks before `until`; of the last of them it is not known yet who left. */
function learn(history: WardHistory, first: number, until: number): Habits {
	const all: Counted = { patients: 0, leave: 0 };
	const byLength = new Tally<number>();
	const byExpected = new Tally<number>();
	const ofNobody = new Tally<number>();
	const byWeekday = new Tally<number>();
	const came = new Map<number, number>();

	for (const [look, elapsed, ahead, patients, leave] of history.cells) {
		if (elapsed === 0 && look > first && look <= until) {
			came.set(look, (came.get(look) ?? 0) + patients);
		}
		if (look >= until) continue;
		all.patients += patients;
		all.leave += leave;
		byLength.add(lengthGroup(elapsed), patients, leave);
		byWeekday.add(weekdayAt(history.today, look), patients, leave);
		const group = aheadGroup(ahead);
		if (group === null) ofNobody.add(lengthGroup(elapsed), patients, leave);
		else byExpected.add(group, patients, leave);
	}

	const usual = all.patients > 0 ? all.leave / all.patients : 0;
	const onWeekday = Array.from({ length: 7 }, (_, weekday) =>
		usual > 0 ? share(byWeekday.of(weekday), usual) / usual : 1
	);
	const onThatDay = (chance: number, weekday: number) =>
		Math.min(0.98, chance * (onWeekday[weekday] ?? 1));

	const arrivals = Array.from({ length: 7 }, () => ({ looks: 0, patients: 0 }));
	for (let look = first + 1; look <= until; look++) {
		const arrival = arrivals[weekdayAt(history.today, look - 1)];
		if (!arrival) continue;
		arrival.looks += 1;
		arrival.patients += came.get(look) ?? 0;
	}
	const looks = arrivals.reduce((sum, arrival) => sum + arrival.looks, 0);
	const usualArrivals =
		looks > 0 ? arrivals.reduce((sum, arrival) => sum + arrival.patients, 0) / looks : 0;

	const leavingOfNew = (elapsed: number, weekday: number) =>
		onThatDay(share(byLength.of(lengthGroup(elapsed)), usual), weekday);
	return {
		leavingOfNew,
		leaving(elapsed, ahead, weekday) {
			const group = aheadGroup(ahead);
			const byTime = share(byLength.of(lengthGroup(elapsed)), usual);
			const counted = group === null ? ofNobody.of(lengthGroup(elapsed)) : byExpected.of(group);
			return onThatDay(share(counted, byTime), weekday);
		},
		coming(weekday) {
			const arrival = arrivals[weekday];
			// Two imagined days of the usual: a weekday has been seen a dozen times at most.
			return arrival ? (arrival.patients + 2 * usualArrivals) / (arrival.looks + 2) : usualArrivals;
		}
	};
}

/** From the patients of one look, how many will be in a bed at each of the next. */
function lookAhead(history: WardHistory, origin: number, habits: Habits): Guess[] {
	const here = history.cells
		.filter(([look]) => look === origin)
		.map(([, elapsed, ahead, patients]) => ({ elapsed, ahead, patients, staying: 1 }));
	let newcomers: { elapsed: number; expected: number }[] = [];

	return Array.from({ length: horizon }, (_, step) => {
		const weekday = weekdayAt(history.today, origin + step);
		for (const group of here) {
			const ahead = group.ahead === null ? null : Math.max(-1, group.ahead - step);
			group.staying *= 1 - habits.leaving(group.elapsed + step, ahead, weekday);
		}
		newcomers = newcomers.map(({ elapsed, expected }) => ({
			elapsed: elapsed + 1,
			expected: expected * (1 - habits.leavingOfNew(elapsed, weekday))
		}));
		newcomers.push({ elapsed: 0, expected: habits.coming(weekday) });

		let occupied = 0;
		let variance = 0;
		for (const { patients, staying } of here) {
			occupied += patients * staying;
			variance += patients * staying * (1 - staying);
		}
		for (const { expected } of newcomers) {
			occupied += expected;
			variance += expected;
		}
		return { days: step + 1, occupied, variance };
	});
}

/** How many were there at each look. */
function presence(history: WardHistory): Map<number, number> {
	const there = new Map<number, number>();
	for (const [look, , , patients] of history.cells) {
		there.set(look, (there.get(look) ?? 0) + patients);
	}
	return there;
}

/** The first look there is; patients who came before it are not counted as coming. */
const firstLook = (history: WardHistory) =>
	history.cells.reduce((first, [look]) => Math.min(first, look), 0);

/** Whether so long a past, up to a look, says anything. */
function isEnough(history: WardHistory, first: number, until: number): boolean {
	const departures = history.cells.reduce(
		(sum, [look, , , , leave]) => (look < until ? sum + leave : sum),
		0
	);
	return until - first >= enoughLooks && departures >= enoughDepartures;
}

/**
 * Makes forecasts from looks, each from what was known at it; null where that is too little to learn from. What was
 * guessed for a look is kept: later ones are judged by it.
 */
function forecaster(history: WardHistory): (origin: number) => Expected[] | null {
	const first = firstLook(history);
	const there = presence(history);
	const guesses = new Map<number, Guess[] | null>();
	function guess(origin: number): Guess[] | null {
		let made = guesses.get(origin);
		if (made === undefined) {
			made = isEnough(history, first, origin)
				? lookAhead(history, origin, learn(history, first, origin))
				: null;
			guesses.set(origin, made);
		}
		return made;
	}

	/** How many times as far off as thought forecasts so many days ahead have been, as far as known at a look. */
	function stretch(origin: number, days: number): number {
		let tries = 0;
		let squares = 0;
		for (let past = origin - mostTries; past + days <= origin; past++) {
			const made = guess(past)?.[days - 1];
			if (!made || made.variance <= 0) continue;
			tries += 1;
			squares += (made.occupied - (there.get(past + days) ?? 0)) ** 2 / made.variance;
		}
		return Math.sqrt((squares + trust) / (tries + trust));
	}

	return (origin) =>
		guess(origin)?.map(({ days, occupied, variance }) => {
			const margin = fourInFive * Math.sqrt(variance) * stretch(origin, days);
			return { days, occupied, low: Math.max(0, occupied - margin), high: occupied + margin };
		}) ?? null;
}

/** The seven days after a look, from what was known at it; null when that is too little to learn from. */
export const forecast = (history: WardHistory, origin = 0): Expected[] | null =>
	forecaster(history)(origin);

/**
 * Forecasts made for up to 28 past days, each from what was known on it, against what came. Nothing for a number of
 * days ahead that could be tried on fewer than ten.
 */
export function backtest(history: WardHistory): Accuracy[] {
	const there = presence(history);
	const made = forecaster(history);
	const sums = Array.from({ length: horizon }, () => ({
		tries: 0,
		error: 0,
		naive: 0,
		covered: 0
	}));
	for (let origin = -mostTries; origin < 0; origin++) {
		for (const { days, occupied, low, high } of made(origin) ?? []) {
			const sum = sums[days - 1];
			if (!sum || origin + days > 0) continue;
			const came = there.get(origin + days) ?? 0;
			sum.tries += 1;
			sum.error += Math.abs(occupied - came);
			sum.naive += Math.abs((there.get(origin) ?? 0) - came);
			// Patients are whole: the interval holds every number that it touches when rounded.
			if (came >= Math.floor(low) && came <= Math.ceil(high)) sum.covered += 1;
		}
	}
	return sums.flatMap(({ tries, error, naive, covered }, place) =>
		tries < enoughTries
			? []
			: [
					{
						days: place + 1,
						tries,
						error: error / tries,
						naiveError: naive / tries,
						covered: covered / tries
					}
				]
	);
}

/** What can be said of free beds: none fewer than none, none more than there are. */
export function freeBeds({ occupied, low, high }: Expected, usable: number) {
	const within = (beds: number) => Math.min(usable, Math.max(0, beds));
	return {
		expected: within(usable - occupied),
		least: Math.floor(within(usable - high)),
		most: Math.ceil(within(usable - low))
	};
}
