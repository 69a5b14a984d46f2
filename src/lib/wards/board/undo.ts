import type { LastStep } from '$lib/app/undo/steps';
import { m } from '$lib/paraglide/messages.js';
import type { UndoableMove } from './panel';

const cleaned: Record<string, (words: { label: string }) => string> = {
	waiting: m.wards_undo_handed_back,
	in_progress: m.wards_undo_in_progress,
	done: m.wards_undo_cleaned,
	cancelled: m.wards_undo_called_off
};

/** What was done with a bed, for the bar that undoes it. */
export function bedStepText({ subject, name, made, to_status }: LastStep): string {
	const closure = made ? m.wards_undo_closed : m.wards_undo_reopened;
	const say = subject === 'closure' ? closure : cleaned[to_status ?? ''];
	return say?.({ label: name ?? '' }) ?? '';
}

/** Where a patient was moved, for the same bar. */
export function moveText(move: UndoableMove): string {
	const patient = move.patient_name ?? m.wards_the_patient();
	switch (move.kind) {
		case 'discharge':
			return move.from_label
				? m.wards_undo_discharge({ patient, from: move.from_label })
				: m.wards_undo_discharge_waiting({ patient });
		case 'swap':
			return m.wards_undo_swap({ patient, other: move.other_name ?? m.wards_private_patient() });
		default:
			return m.wards_undo_transfer({ patient, to: move.to_label ?? '' });
	}
}
