import type { LastStep } from '$lib/app/undo/steps';
import { m } from '$lib/paraglide/messages.js';

const done: Record<string, (words: { patient: string }) => string> = {
	checked_in: m.scheduling_undo_checked_in,
	in_consultation: m.scheduling_undo_in_consultation,
	completed: m.scheduling_undo_completed,
	no_show: m.scheduling_undo_no_show,
	confirmed: m.scheduling_undo_confirmed
};

/** What was done with a visit, for the bar that undoes it. */
export const visitStepText = ({ name, to_status }: LastStep): string =>
	done[to_status ?? '']?.({ patient: name ?? m.scheduling_undo_patient() }) ?? '';
