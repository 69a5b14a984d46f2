import { m } from '$lib/paraglide/messages.js';
import { dayOf } from '$lib/app/time/days';

/** The life of a visit. A no-show is the end of it, too, unless it is taken back on the same day. */
export const visitStatuses = [
	'requested',
	'confirmed',
	'checked_in',
	'in_consultation',
	'completed',
	'cancelled',
	'no_show'
] as const;

export type VisitStatus = (typeof visitStatuses)[number];

/* The database has the last word on these; here they decide which buttons are worth showing. */
const steps: Record<VisitStatus, readonly VisitStatus[]> = {
	requested: ['confirmed', 'cancelled'],
	confirmed: ['checked_in', 'no_show', 'cancelled'],
	checked_in: ['in_consultation', 'no_show', 'cancelled'],
	in_consultation: ['completed'],
	completed: [],
	cancelled: [],
	no_show: ['checked_in', 'confirmed']
};

const tones = {
	requested: 'warning',
	confirmed: 'primary',
	checked_in: 'secondary',
	in_consultation: 'success',
	completed: 'neutral',
	cancelled: 'error',
	no_show: 'error'
} as const satisfies Record<VisitStatus, string>;

export const isVisitStatus = (text: unknown): text is VisitStatus =>
	visitStatuses.some((status) => status === text);

/** A status as the database sends it; an unknown one (a newer database) is treated as final. */
export const visitStatus = (text: string): VisitStatus =>
	isVisitStatus(text) ? text : 'completed';

/** Check-in opens this long before the visit. */
const checkInOpensMs = 2 * 3_600_000;

/**
 * The steps worth a button at a moment. Calling off is not among them: it asks for a reason first. Before
 * its time nobody can have arrived, and before the visit should begin nobody is late. A no-show is taken
 * back on its own day, by the hospital's calendar. Of somebody who has died, what took place before is said to have.
 */
export function stepsAt(
	status: VisitStatus,
	startsAt: string,
	now: Date,
	zone: string,
	deceasedAt: string | null = null
): VisitStatus[] {
	if (deceasedAt) {
		if (status === 'in_consultation') return ['completed'];
		if (status !== 'confirmed' && status !== 'checked_in') return [];
		return Date.parse(startsAt) < Date.parse(deceasedAt) ? ['completed', 'no_show'] : ['no_show'];
	}
	const untilStart = Date.parse(startsAt) - now.getTime();
	if (status === 'no_show' && dayOf(new Date(startsAt), zone) !== dayOf(now, zone)) return [];
	return steps[status].filter((step) => {
		if (step === 'cancelled') return false;
		if (step === 'checked_in') return untilStart <= checkInOpensMs;
		if (step === 'no_show') return untilStart <= 0;
		return true;
	});
}

export const isFinal = (status: VisitStatus) =>
	status === 'completed' || status === 'cancelled' || status === 'no_show';

/** Where a step back leads; null where there is none: the patient has been told of the others. */
export const stepBackTo = (status: VisitStatus): VisitStatus | null =>
	({
		checked_in: 'confirmed' as const,
		in_consultation: 'checked_in' as const,
		completed: 'in_consultation' as const,
		no_show: 'confirmed' as const,
		requested: null,
		confirmed: null,
		cancelled: null
	})[status];

/** Nobody has arrived yet, so that it can still be moved. */
export const isMovable = (status: VisitStatus) => status === 'requested' || status === 'confirmed';

/** A patient moves or calls off only what has not begun; after that, the desk does. */
export const isOpenToPatient = (visit: { status: VisitStatus; starts_at: string }, now: Date) =>
	isMovable(visit.status) && Date.parse(visit.starts_at) > now.getTime();

export const isCancellable = (status: VisitStatus) => steps[status].includes('cancelled');

export const statusTone = (status: VisitStatus) => tones[status];

export function statusLabel(status: VisitStatus): string {
	switch (status) {
		case 'requested':
			return m.scheduling_status_requested();
		case 'confirmed':
			return m.scheduling_status_confirmed();
		case 'checked_in':
			return m.scheduling_status_checked_in();
		case 'in_consultation':
			return m.scheduling_status_in_consultation();
		case 'completed':
			return m.scheduling_status_completed();
		case 'cancelled':
			return m.scheduling_status_cancelled();
		case 'no_show':
			return m.scheduling_status_no_show();
	}
}

/** What the button that leads from one status to another says. */
export function stepLabel(status: VisitStatus, from?: VisitStatus): string {
	if (from === 'no_show') {
		return status === 'confirmed'
			? m.scheduling_step_undo_no_show()
			: m.scheduling_step_came_late();
	}
	switch (status) {
		case 'requested':
			return m.scheduling_status_requested();
		case 'confirmed':
			return m.scheduling_step_confirm();
		case 'checked_in':
			return m.scheduling_step_check_in();
		case 'in_consultation':
			return m.scheduling_step_start();
		case 'completed':
			return m.scheduling_step_complete();
		case 'cancelled':
			return m.scheduling_step_cancel();
		case 'no_show':
			return m.scheduling_step_no_show();
	}
}
