import type { LastStep } from '$lib/app/undo/steps';
import { m } from '$lib/paraglide/messages.js';

const done: Record<string, (words: { patient: string }) => string> = {
	checked_in: m.scheduling_undo_checked_in,
	in_consultation: m.scheduling_undo_in_consultation,
	completed: m.scheduling_undo_completed,
	no_show: m.scheduling_undo_no_show,
	confirmed: m.scheduling_undo_confirmed
};

function changed({ made, to_status }: LastStep) {
	if (made) return m.scheduling_undo_booked;
	return to_status === 'cancelled' ? m.scheduling_undo_cancelled : m.scheduling_undo_moved;
}

/** What was done with a visit, for the bar that undoes it. */
export function visitStepText(step: LastStep): string {
	const say = step.subject === 'change' ? changed(step) : done[step.to_status ?? ''];
	return say?.({ patient: step.name ?? m.scheduling_undo_patient() }) ?? '';
}
