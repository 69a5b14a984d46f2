import type { VisitStatus } from './status';

/** What is known of when a visit went on. */
export interface Measured {
	status: VisitStatus;
	checked_in_at: string | null;
	started_at: string | null;
	completed_at: string | null;
}

/** How long somebody waited or was seen, in whole minutes; `running` while it goes on. */
export interface Lasted {
	minutes: number;
	running: boolean;
}

const minuteMs = 60_000;

function between(from: string | null, until: string | null, now: Date | null): Lasted | null {
	const end = until === null ? now?.getTime() : Date.parse(until);
	if (from === null || end === undefined) return null;
	return {
		minutes: Math.max(0, Math.floor((end - Date.parse(from)) / minuteMs)),
		running: until === null
	};
}

/** From the check-in to the beginning; null for who was never checked in, or left without being seen. */
export const waitingTime = (visit: Measured, now: Date) =>
	between(visit.checked_in_at, visit.started_at, visit.status === 'checked_in' ? now : null);

/** From the beginning to the end of the consultation; null before it. */
export const consultationTime = (visit: Measured, now: Date) =>
	between(visit.started_at, visit.completed_at, visit.status === 'in_consultation' ? now : null);
