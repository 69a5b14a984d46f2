import type { RequestEvent } from '@sveltejs/kit';
import { fail } from '@sveltejs/kit';
import { message, superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { nextTimes } from './next-times';
import {
	bookAppointment,
	cancelAppointment,
	rescheduleAppointment,
	setAppointmentStatus
} from './commands';
import { explainStep, explainVisit, isTimeLost, type SlotTrouble } from './errors';
import {
	bookingSchema,
	cancelSchema,
	rescheduleSchema,
	stepSchema,
	type Booking,
	type Reschedule
} from './schema';
import { parseSlotKey, slotKey } from './slots';

/* Two transactions that waited for each other: the loser has done nothing, so it may simply try again. */
const deadlock = '40P01';

async function withRetry<T extends { error: { code: string } | null }>(
	command: () => PromiseLike<T>
): Promise<T> {
	const result = await command();
	return result.error?.code === deadlock ? command() : result;
}

/**
 * Books what the posted form says and gives the visit's id. After a lost race the form comes back as it was
 * typed, with the next free times; each is a button that posts the same form again.
 */
export async function book(event: RequestEvent) {
	const client = event.locals.supabase;
	const form = await superValidate<Booking, SlotTrouble>(event.request, zod4(bookingSchema), {
		id: 'book'
	});
	const slot = parseSlotKey(form.data.alternative) ?? parseSlotKey(form.data.slot);
	if (!form.valid || !slot) return { booked: null, answer: fail(400, { form }) };

	const { data, error } = await withRetry(() =>
		bookAppointment(client, {
			patientId: form.data.patient_id,
			doctorId: slot.doctor_id,
			startsAt: slot.starts_at,
			visitTypeId: form.data.visit_type_id,
			reason: form.data.reason,
			idempotencyKey: form.data.idempotency_key
		})
	);
	if (!error) return { booked: data.id, answer: null };

	const { status, message: text } = explainVisit(error);
	form.data.slot = slotKey(slot);
	form.data.alternative = '';
	const wanted = { doctorId: slot.doctor_id, visitTypeId: form.data.visit_type_id };
	const offers = isTimeLost(error) ? await nextTimes(client, wanted, slot.starts_at) : [];
	return { booked: null, answer: message(form, { text, offers }, { status }) };
}

/** Moves a visit to the posted time; its kind, and so its length, stays. */
export async function reschedule(
	event: RequestEvent,
	visit: { id: string; visit_type: { id: string } | null }
) {
	const client = event.locals.supabase;
	const form = await superValidate<Reschedule, SlotTrouble>(event.request, zod4(rescheduleSchema), {
		id: 'reschedule'
	});
	const slot = parseSlotKey(form.data.alternative) ?? parseSlotKey(form.data.slot);
	if (!form.valid || !slot) return { moved: null, answer: fail(400, { form }) };

	const { error } = await withRetry(() =>
		rescheduleAppointment(client, visit.id, slot.starts_at, slot.doctor_id)
	);
	if (!error) return { moved: visit.id, answer: null };

	const { status, message: text } = explainVisit(error);
	form.data.slot = slotKey(slot);
	form.data.alternative = '';
	const wanted = visit.visit_type && { doctorId: slot.doctor_id, visitTypeId: visit.visit_type.id };
	const offers = wanted && isTimeLost(error) ? await nextTimes(client, wanted, slot.starts_at) : [];
	return { moved: null, answer: message(form, { text, offers }, { status }) };
}

/** Calls the posted visit off, for the reason given. Whose it may be is the database's to judge. */
export async function cancel(event: RequestEvent) {
	const form = await superValidate(event.request, zod4(cancelSchema), { id: 'cancel' });
	if (!form.valid) return { cancelled: null, answer: fail(400, { form }) };
	const { appointment_id, reason } = form.data;
	const { error } = await cancelAppointment(event.locals.supabase, appointment_id, reason);
	if (!error) return { cancelled: appointment_id, answer: null };
	const { status, message: text } = explainVisit(error);
	return { cancelled: null, answer: message(form, text, { status }) };
}

/** Takes a visit a step further; what is shown beside the row when that is refused comes back. */
export async function step(event: RequestEvent) {
	const form = await superValidate(event.request, zod4(stepSchema), { id: 'step' });
	if (!form.valid) return fail(400, { step: null });
	const { appointment_id, status } = form.data;
	const { error } = await setAppointmentStatus(event.locals.supabase, appointment_id, status);
	if (!error) return { step: { appointment_id, trouble: null } };
	const { status: code, message: trouble } = explainStep(error);
	return fail(code, { step: { appointment_id, trouble } });
}
