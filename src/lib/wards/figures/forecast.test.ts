import { describe, expect, test } from 'vitest';
import { backtest, forecast, freeBeds, horizon, type Cell, type WardHistory } from './forecast';

/** Numbers between 0 and 1 that are the same every time (mulberry32). */
function dice(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
}

/** A Sunday. */
const today = '2026-11-22';

interface Rules {
	/** Patients who come before a look, by its weekday (0 Sunday). */
	coming: (weekday: number, roll: () => number) => number;
	/** Chance to be gone at the next look. */
	leaving: (weekday: number, elapsed: number) => number;
	/** Whether staff state the day before that somebody will leave. */
	stated?: boolean;
	looks?: number;
}

/** A ward's past by rules, looked at daily; how it goes on is told as well. */
function play({ coming, leaving, stated = false, looks = 91 }: Rules, seed = 1) {
	const roll = dice(seed);
	const cells: Cell[] = [];
	const there: number[] = [];
	let patients: { came: number; leaves: boolean }[] = [];
	for (let look = -looks; look <= horizon; look++) {
		const weekday = (((look % 7) + 7) % 7) as number;
		patients = patients.filter(({ leaves }) => !leaves);
		const before = (weekday + 6) % 7;
		for (let n = coming(before, roll); n > 0; n--) patients.push({ came: look, leaves: false });
		for (const patient of patients) {
			patient.leaves = roll() < leaving(weekday, look - patient.came);
		}
		there.push(patients.length);
		if (look > 0) continue;
		const groups = new Map<string, [number, number | null, number, number]>();
		for (const { came, leaves } of patients) {
			const elapsed = Math.min(20, look - came);
			const ahead = stated && leaves ? 1 : null;
			const key = `${elapsed} ${ahead}`;
			const found = groups.get(key) ?? [elapsed, ahead, 0, 0];
			groups.set(key, [elapsed, ahead, found[2] + 1, found[3] + (leaves && look < 0 ? 1 : 0)]);
		}
		for (const [elapsed, ahead, count, leave] of groups.values()) {
			cells.push([look, elapsed, ahead, count, leave]);
		}
	}
	const history: WardHistory = {
		today,
		at: `${today}T12:00:00Z`,
		usable: Array.from({ length: horizon + 1 }, () => 40),
		cells
	};
	return { history, next: there.slice(-horizon) };
}

const poisson = (mean: number, roll: () => number) => {
	let count = 0;
	for (let chance = roll(); chance > Math.exp(-mean); chance *= roll()) count += 1;
	return count;
};

describe('forecast', () => {
	test('is not made where nobody has ever left', () => {
		const { history } = play({ coming: () => 2, leaving: () => 0, looks: 40 });
		expect(forecast(history)).toBeNull();
	});

	test('comes close to what the rules of the ward bring, on average over many wards', () => {
		const errors = Array.from({ length: 40 }, (_, seed) => {
			const { history, next } = play(
				{ coming: (_weekday, roll) => poisson(5, roll), leaving: () => 0.2 },
				seed + 1
			);
			return (forecast(history) ?? []).map(({ occupied }, place) => occupied - (next[place] ?? 0));
		});
		expect(errors[0]).toHaveLength(horizon);
		for (let place = 0; place < horizon; place++) {
			const mean = errors.reduce((sum, row) => sum + (row[place] ?? 0), 0) / errors.length;
			expect(Math.abs(mean), `${place + 1} days ahead`).toBeLessThan(1.5);
		}
	});

	test('knows that fewer leave at the weekend', () => {
		const weekend = (weekday: number) => weekday === 6 || weekday === 0;
		const { history } = play({
			coming: (_weekday, roll) => poisson(5, roll),
			leaving: (weekday) => (weekend(weekday) ? 0.03 : 0.28)
		});
		const days = forecast(history) ?? [];
		const at = (place: number) => days[place]?.occupied ?? NaN;
		// Look 0 is a Sunday: hardly anybody leaves before Monday, many do from Monday to Tuesday.
		const now = history.cells
			.filter(([look]) => look === 0)
			.reduce((sum, [, , , patients]) => sum + patients, 0);
		expect(at(0) - now).toBeGreaterThan(2);
		expect(at(1) - at(0)).toBeLessThan(0);
	});

	test('believes expected days as far as they have proved true', () => {
		const rules: Rules = {
			coming: (_w, roll) => poisson(4, roll),
			leaving: () => 0.2,
			stated: true
		};
		const { history, next } = play(rules, 3);
		const said = history.cells
			.filter(([look, , ahead]) => look === 0 && ahead === 1)
			.reduce((sum, [, , , patients]) => sum + patients, 0);
		const now = history.cells
			.filter(([look]) => look === 0)
			.reduce((sum, [, , , patients]) => sum + patients, 0);
		const [tomorrow] = forecast(history) ?? [];
		expect(said).toBeGreaterThan(0);
		// Whoever was said to leave always did; nobody else. What is left open is who comes.
		expect(Math.abs((tomorrow?.occupied ?? NaN) - (now - said + 4))).toBeLessThan(1.5);
		expect(next[0]).toBeGreaterThanOrEqual(now - said);
	});

	test('is not made from too little', () => {
		const rules: Rules = { coming: (_w, roll) => poisson(4, roll), leaving: () => 0.2, looks: 20 };
		expect(forecast(play(rules).history)).toBeNull();
		expect(backtest(play({ ...rules, looks: 25 }).history)).toEqual([]);
	});

	test('never says more beds than there are, nor fewer than none', () => {
		const day = { days: 1, occupied: 45.2, low: 39.5, high: 51 };
		expect(freeBeds(day, 40)).toEqual({ expected: 0, least: 0, most: 1 });
		expect(freeBeds({ days: 1, occupied: 0.5, low: 0, high: 2.2 }, 3)).toEqual({
			expected: 2.5,
			least: 0,
			most: 3
		});
	});
});

describe('backtest', () => {
	test('beats "as today" where there is a week to know, and its interval holds about four in five', () => {
		const runs = Array.from({ length: 20 }, (_, seed) =>
			backtest(
				play(
					{
						coming: (weekday, roll) => poisson(weekday === 5 || weekday === 6 ? 2 : 6, roll),
						leaving: (weekday) => (weekday === 5 || weekday === 6 ? 0.08 : 0.24)
					},
					seed + 1
				).history
			)
		);
		const mean = (place: number, of: 'error' | 'naiveError' | 'covered') =>
			runs.reduce((sum, run) => sum + (run[place]?.[of] ?? NaN), 0) / runs.length;
		for (let place = 1; place < 6; place++) {
			expect(mean(place, 'error'), `${place + 1} days ahead`).toBeLessThan(
				mean(place, 'naiveError')
			);
		}
		for (let place = 0; place < horizon; place++) {
			expect(mean(place, 'covered')).toBeGreaterThan(0.7);
			expect(mean(place, 'covered')).toBeLessThan(0.95);
		}
		expect(runs[0]?.map(({ tries }) => tries)).toEqual([28, 27, 26, 25, 24, 23, 22]);
	});

	test('uses nothing that was not known on the day', () => {
		const rules: Rules = { coming: (_w, roll) => poisson(4, roll), leaving: () => 0.2 };
		const { history } = play(rules);
		const origin = -10;
		// What came later is turned upside down.
		const turned: WardHistory = {
			...history,
			cells: history.cells.map(([look, elapsed, ahead, patients, leave]): Cell => {
				if (look < origin) return [look, elapsed, ahead, patients, leave];
				// Who is there at the look is known, but not who of them will be gone at the next.
				if (look === origin) return [look, elapsed, ahead, patients, patients];
				return [look, elapsed, ahead, patients * 3, patients * 3];
			})
		};
		expect(forecast(turned, origin)).toEqual(forecast(history, origin));
		expect(forecast(turned, origin + 1)).not.toEqual(forecast(history, origin + 1));
		expect(backtest(turned)).not.toEqual(backtest(history));
	});
});
