/**
 * The seconds each kind of test, and the checks, may take on two cores; what takes longer has failed. Meant are ten
 * minutes together. That is not reached: who makes a kind faster lowers its number here, and none goes up.
 */
export const budgets = {
	check: 300,
	'set-up': 120,
	unit: 120,
	component: 120,
	local: 360,
	database: 720,
	e2e: 1000
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
