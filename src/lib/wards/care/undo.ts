import type { LastStep } from '$lib/app/undo/steps';
import { m } from '$lib/paraglide/messages.js';

/** What was done with a task, for the bar that undoes it. */
export function taskStepText({ name, to_status }: LastStep): string {
	const say = to_status === 'cancelled' ? m.care_undo_cancelled : m.care_undo_done;
	return say({ title: name ?? m.care_undo_task() });
}
