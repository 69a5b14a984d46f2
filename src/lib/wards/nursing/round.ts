import type { RoundRow } from './queries';

export type DueState = 'overdue' | 'soon' | 'later';

/** Minutes before the latest time from which a round begins. */
const ahead = 60;

/** Whether somebody should have been observed by now, is to be within the hour, or later. */
export function dueState({ due_at }: Pick<RoundRow, 'due_at'>, now: Date): DueState {
	const minutes = (Date.parse(due_at) - now.getTime()) / 60_000;
	if (minutes < 0) return 'overdue';
	return minutes <= ahead ? 'soon' : 'later';
}

/** Who is to be observed first comes first. */
export const inOrder = (rows: readonly RoundRow[]): RoundRow[] =>
	[...rows].sort((one, other) => Date.parse(one.due_at) - Date.parse(other.due_at));

/** Where a score is going; null when there is nothing to compare it with. */
export function direction(
	score: number | null,
	previous: number | null
): 'up' | 'down' | 'level' | null {
	if (score === null || previous === null) return null;
	if (score === previous) return 'level';
	return score > previous ? 'up' : 'down';
}
