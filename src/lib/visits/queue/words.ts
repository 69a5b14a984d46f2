import { m } from '$lib/paraglide/messages.js';
import type { Priority, QueueEntry } from './board';

export function priorityLabel(priority: Priority): string {
	switch (priority) {
		case 'normal':
			return m.queue_priority_normal();
		case 'priority':
			return m.queue_priority_priority();
		case 'urgent':
			return m.queue_priority_urgent();
	}
}

/** Who waits, as far as this person may know. */
export const entryName = ({ patient_name, note }: QueueEntry): string =>
	patient_name ?? note ?? m.queue_no_name();

/** "in about 20 min", or that nobody can say yet. */
export const estimateWords = (minutes: number | null): string =>
	minutes === null ? m.queue_estimate_unknown() : m.queue_estimate({ minutes });
