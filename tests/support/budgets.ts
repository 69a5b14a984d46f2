/**
 * The seconds each kind of test, and the checks, may take on two cores; what takes longer has failed. It is what a run
 * alone on the machine took and half, of the set-up with the app to be built; of `e2e` a third, for that is already more
 * than there is: together they are to take ten minutes, and take twelve. Who makes a kind faster lowers its number. A
 * slower machine is given as much more as it takes for a piece of work that never changes, measured in the same run.
 * Those of the tests but `component` were raised when roles, audit, openings and the clinical record came, without such a
 * run: they wait for one, which lowers them.
 */
export const budgets = {
	check: 145,
	'set-up': 90,
	unit: 50,
	component: 55,
	local: 200,
	database: 260,
	sweeps: 900,
	e2e: 760
} as const;

export type Kind = keyof typeof budgets;

/** What the piece of work takes on the machine the budgets were set on, in ms. */
const usual = 160;

/** How many times slower this machine is just now than the one the budgets were set on; 1 if it is not. */
export function slowness(): number {
	const tries = [1, 2, 3].map(() => {
		const begun = performance.now();
		work();
		return performance.now() - begun;
	});
	return Math.max(1, Math.min(...tries) / usual);
}

/** Text, lists and maps, as compilers and servers handle them. */
function work(): number {
	let length = 0;
	for (let round = 0; round < 60; round++) {
		const rows = Array.from({ length: 2_000 }, (_, index) => ({
			name: `row ${index * round}`,
			words: [`${index}`, `${round}`]
		}));
		const byName = new Map(
			rows.map((row) => [row.name.replaceAll(/\d/g, 'x') + row.words[0], row])
		);
		length += JSON.stringify(JSON.parse(JSON.stringify([...byName.values()]))).length;
	}
	return length;
}

const seconds = (kind: Kind, slower: number): string => {
	const given = (budgets[kind] * slower).toFixed(0);
	return slower > 1
		? `${given} s, on a machine ${slower.toFixed(1)} times slower than usual`
		: `${given} s`;
};

/** A line for whoever reads the run: what a kind took of what it may. */
export const spent = (kind: Kind, took: number, slower: number): string =>
	`${kind} took ${took.toFixed(1)} s of ${seconds(kind, slower)}`;

/** What is wrong when a kind took longer than it may; undefined if it did not. */
export const overspent = (kind: Kind, took: number, slower: number): string | undefined =>
	took > budgets[kind] * slower
		? `${spent(kind, took, slower)}: make it faster, or say in tests/support/budgets.ts who gives the time`
		: undefined;
