/** Where somebody in the waiting room stands. Who is done or gone is not on the board. */
export const tokenStatuses = ['called', 'in_consultation', 'waiting', 'skipped'] as const;
export type TokenStatus = (typeof tokenStatuses)[number];

export const priorities = ['normal', 'priority', 'urgent'] as const;
export type Priority = (typeof priorities)[number];

/** Somebody in a waiting room. */
export interface QueueEntry {
	id: string;
	label: string;
	status: TokenStatus;
	/** Their turn among those who wait; null for the others. */
	position: number | null;
	/** Null for a walk-in without a record, and for whoever may not know names. */
	patient_id: string | null;
	patient_name: string | null;
	patient_mrn: string | null;
	patient_deceased_at: string | null;
	/** What a walk-in without a record is known by. */
	note: string | null;
	appointment_id: string | null;
	visit_starts_at: string | null;
	doctor_id: string | null;
	doctor_name: string | null;
	room_name: string | null;
	priority: Priority;
	priority_reason: string | null;
	/** When they came. */
	issued_at: string;
	/** From when the wait counts: a visit's time, for who came before it. */
	waiting_since: string;
	called_at: string | null;
	called_count: number;
	started_at: string | null;
	estimate_minutes: number | null;
	/** Why the last of its steps was taken back. */
	back_because: string | null;
}

/** Somebody who is done or gone. */
export interface FinishedToken {
	id: string;
	label: string;
	status: 'done' | 'left';
	patient_id: string | null;
	name: string | null;
	finished_at: string;
}

/** A department's queue today in figures; null where nothing was measured yet. */
export interface QueueSummary {
	department_id: string;
	department_name: string;
	waiting: number;
	called: number;
	in_consultation: number;
	skipped: number;
	done: number;
	median_wait_minutes: number | null;
	pace_minutes: number | null;
}

/** What a screen in a waiting room shows: no names, no ids of anybody. */
export interface DisplayContent {
	topic: string;
	department: string;
	name: string;
	called: CalledNumber[];
	next: string[];
	waiting: number;
	estimate_minutes: number | null;
}

export interface CalledNumber {
	label: string;
	room: string | null;
	status: string;
	called_at: string;
	called_count: number;
}

/** Tells one call from another: who is called again is news, too. */
export const callKey = ({ label, called_count }: CalledNumber) => `${label}/${called_count}`;

/** Calls that were not on the screen before, the oldest first, as they are to be announced. */
export function freshCalls(
	before: readonly CalledNumber[],
	now: readonly CalledNumber[]
): CalledNumber[] {
	const known = new Set(before.map(callKey));
	return now.filter((call) => call.status === 'called' && !known.has(callKey(call))).reverse();
}

/** Whole minutes somebody has waited; none before their visit's time. */
export const minutesSince = (at: string, now: Date): number =>
	Math.max(0, Math.floor((now.getTime() - Date.parse(at)) / 60_000));

/** The department to begin with: the one asked for, else where most people wait. */
export function chosenQueue(
	queues: readonly QueueSummary[],
	wanted: string | null
): QueueSummary | null {
	const asked = queues.find(({ department_id }) => department_id === wanted);
	return asked ?? [...queues].sort((a, b) => b.waiting - a.waiting)[0] ?? null;
}
