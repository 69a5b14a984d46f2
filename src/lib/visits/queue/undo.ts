import type { LastStep } from '$lib/app/undo/steps';
import { m } from '$lib/paraglide/messages.js';

const done: Record<string, (words: { label: string }) => string> = {
	called: m.queue_undo_called,
	waiting: m.queue_undo_waiting,
	skipped: m.queue_undo_skipped,
	in_consultation: m.queue_undo_in_consultation,
	done: m.queue_undo_done,
	left: m.queue_undo_left
};

/** What was done with a number, for the bar that undoes it. */
export function tokenStepText({ name, made, to_status }: LastStep): string {
	const say = made ? m.queue_undo_given : done[to_status ?? ''];
	return say?.({ label: name ?? '' }) ?? '';
}
