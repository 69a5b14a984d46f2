/**
 * The seconds each kind of test, and the checks, may take on two cores; what takes longer has failed. It is what a run
 * alone on the machine took and half, for a machine is not always as fast; of the set-up, with the app to be
 * built. Alone they take nine minutes together, of the ten that are meant: who makes a kind faster lowers its number.
 */
export const budgets = {
	check: 160,
	'set-up': 90,
	unit: 30,
	component: 40,
	local: 120,
	database: 190,
	e2e: 400
} as const;

export type Kind = keyof typeof budgets;

/** A line for whoever reads the run: what a kind took of what it may. */
export const spent = (kind: Kind, seconds: number): string =>
	`${kind} took ${seconds.toFixed(1)} s of ${budgets[kind]} s`;

/** What is wrong when a kind took longer than it may; undefined if it did not. */
export const overspent = (kind: Kind, seconds: number): string | undefined =>
	seconds > budgets[kind]
		? `${spent(kind, seconds)}: make it faster, or say in tests/support/budgets.ts who gives the time`
		: undefined;
