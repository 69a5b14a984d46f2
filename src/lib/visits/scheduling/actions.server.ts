import type { RequestEvent } from '@sveltejs/kit';
import type { Refusal } from '$lib/app/errors/explain';
import { here, perform } from '$lib/app/forms/perform.server';
import type { Refused } from '$lib/app/forms/refused';
import { undoing } from '$lib/app/undo/undo.server';
import { nextTimes } from './next-times';
import {
	bookAppointment,
	cancelAppointment,
	rescheduleAppointment,
	setAppointmentStatus,
	stepBackVisit,
	undoVisitChange,
	undoVisitStep
} from './commands';
import { explainStep, explainVisit, isTimeLost, schedulingErrors, stepErrors } from './errors';
import {
	bookingSchema,
	cancelSchema,
	rescheduleSchema,
	stepBackSchema,
	stepSchema,
	type LostTime
} from './schema';
import { slotKey } from './slots';

/* Two transactions that waited for each other: the loser has done nothing, so it may simply try again. */
const deadlock = '40P01';

async function withRetry<T extends { error: { code: string } | null }>(
	command: () => PromiseLike<T>
): Promise<T> {
	const result = await command();
	return result.error?.code === deadlock ? command() : result;
}

/** After a lost race the form comes back with the next free times; each is a button that posts it again. */
async function withOffers(
	event: RequestEvent,
	refused: Refused,
	error: Refusal,
	slot: { starts_at: string; doctor_id: string },
	visitTypeId: string | undefined
): Promise<LostTime> {
	const offers =
		visitTypeId && isTimeLost(error)
			? await nextTimes(
					event.locals.supabase,
					{ doctorId: slot.doctor_id, visitTypeId },
					slot.starts_at
				)
			: [];
	const values = { ...refused.values, slot: slotKey(slot), alternative: '' };
	return { ...refused, values, offers };
}

/** Books what the posted form says; `next` is where the visit that was made leads. */
export const book = (event: RequestEvent, next: (visitId: string) => string) =>
	perform(event, {
		schema: bookingSchema,
		explain: explainVisit,
		run: ({ alternative, ...booking }) => {
			const slot = alternative ?? booking.slot;
			return withRetry(() =>
				bookAppointment(event.locals.supabase, {
					patientId: booking.patient_id,
					doctorId: slot.doctor_id,
					startsAt: slot.starts_at,
					visitTypeId: booking.visit_type_id,
					reason: booking.reason
				})
			);
		},
		next: ({ data }) => next(data?.id ?? ''),
		amend: (refused, error, { alternative, slot, visit_type_id }) =>
			withOffers(event, refused, error, alternative ?? slot, visit_type_id)
	});

/** Moves a visit to the posted time; its kind, and so its length, stays. */
export const reschedule = (
	event: RequestEvent,
	visit: { id: string; visit_type: { id: string } | null },
	next: () => string
) =>
	perform(event, {
		schema: rescheduleSchema,
		explain: explainVisit,
		run: ({ alternative, slot: first }) => {
			const slot = alternative ?? first;
			return withRetry(() =>
				rescheduleAppointment(event.locals.supabase, visit.id, slot.starts_at, slot.doctor_id)
			);
		},
		next,
		amend: (refused, error, { alternative, slot }) =>
			withOffers(event, refused, error, alternative ?? slot, visit.visit_type?.id)
	});

/** Calls the posted visit off, for the reason given. Whose it may be is the database's to judge. */
export const cancel = (event: RequestEvent, next: (visitId: string) => string) =>
	perform(event, {
		schema: cancelSchema,
		explain: explainVisit,
		run: ({ appointment_id, reason }) =>
			cancelAppointment(event.locals.supabase, appointment_id, reason),
		next: (_, { appointment_id }) => next(appointment_id)
	});

/** Takes a visit a step further. */
export const step = (event: RequestEvent) =>
	perform(event, {
		schema: stepSchema,
		explain: explainStep,
		run: ({ appointment_id, status }) =>
			setAppointmentStatus(event.locals.supabase, appointment_id, status)
	});

/** Undoes one's own last step of a visit. */
export const undo_visit = undoing(undoVisitStep, stepErrors, schedulingErrors);

/** Undoes what one has done to a visit last: booked, moved, cancelled. */
export const undo_change = undoing(undoVisitChange, schedulingErrors);

/** Takes a visit a step back, for the reason given. */
export const stepBack = (event: RequestEvent) =>
	perform(event, {
		schema: stepBackSchema,
		explain: explainStep,
		run: ({ appointment_id, reason }) =>
			stepBackVisit(event.locals.supabase, appointment_id, reason),
		next: () => here(event, { back: null })
	});

/** What is done with the visits of a list: its page again afterwards. */
export const visitActions = {
	step,
	undo_visit,
	undo_change,
	cancel: (event: RequestEvent) => cancel(event, () => here(event, { cancel: null }))
};
