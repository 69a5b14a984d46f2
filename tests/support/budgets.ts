/**
 * The seconds each kind of test, and the checks, may take on two cores. Together they are ten minutes:
 * who needs more takes it from another. What takes longer than its budget has failed.
 */
export const budgets = {
	check: 110,
	'set-up': 50,
	unit: 30,
	component: 40,
	local: 60,
	database: 110,
	e2e: 200
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
