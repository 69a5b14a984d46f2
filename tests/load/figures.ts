/** One measured figure beside what it should be; `ratio` is against the yardstick of the same run. */
export interface Figure {
	name: string;
	measured: string;
	yardstick?: string;
	target: string;
	met: boolean;
}

/** The `share` quantile (0–1) by nearest rank; NaN of nothing. */
export function quantile(values: readonly number[], share: number): number {
	const sorted = [...values].sort((one, other) => one - other);
	return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}

export const ms = (value: number) => `${value < 10 ? value.toFixed(2) : value.toFixed(1)} ms`;
export const times = (value: number) => `${value.toFixed(2)} ×`;
export const inWords = (count: number) => count.toLocaleString('en');

/** Milliseconds each of `runs` calls took, after `warmup` calls that do not count. */
export async function durations(
	runs: number,
	call: (run: number) => Promise<unknown>,
	warmup = Math.ceil(runs / 10)
): Promise<number[]> {
	const taken: number[] = [];
	for (let run = -warmup; run < runs; run++) {
		const since = performance.now();
		await call(run + warmup);
		if (run >= 0) taken.push(performance.now() - since);
	}
	return taken;
}

/**
 * Two calls by turns, so that a noisy machine treats both alike: the milliseconds of each.
 */
export async function sideBySide(
	runs: number,
	one: (run: number) => Promise<unknown>,
	other: (run: number) => Promise<unknown>
): Promise<[number[], number[]]> {
	const ones: number[] = [];
	const others: number[] = [];
	for (let run = 0; run < runs; run++) {
		ones.push(...(await durations(1, () => one(run), 0)));
		others.push(...(await durations(1, () => other(run), 0)));
	}
	return [ones, others];
}
