import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';
import type { VisitStatus } from './status';

type Client = SupabaseClient<Database>;

/**
 * Books a visit. Retrying with the same key returns the visit already booked. Fails with LN001 when the
 * doctor does not offer that time, with 23P01 (constraint `appointments_…`) when it has just been taken.
 */
export const bookAppointment = (
	client: Client,
	visit: {
		patientId: string;
		doctorId: string;
		startsAt: string;
		visitTypeId: string;
		reason: string;
	}
) =>
	client.rpc('book_appointment', {
		p_patient_id: visit.patientId,
		p_doctor_id: visit.doctorId,
		p_starts_at: visit.startsAt,
		p_visit_type_id: visit.visitTypeId,
		p_reason: visit.reason || undefined
	});

/**
 * Places a visit over whatever the doctor has then, for a reason that stays with it. Needs a permission of its
 * own; 22023 (hint `p_overbook_reason`) without a reason.
 */
export const overbookAppointment = (
	client: Client,
	visit: {
		patientId: string;
		doctorId: string;
		startsAt: string;
		visitTypeId: string;
		roomId: string | null;
		reason: string;
		overbookReason: string;
	}
) =>
	client.rpc('overbook_appointment', {
		p_patient_id: visit.patientId,
		p_doctor_id: visit.doctorId,
		p_starts_at: visit.startsAt,
		p_visit_type_id: visit.visitTypeId,
		p_room_id: visit.roomId ?? undefined,
		p_reason: visit.reason || undefined,
		p_overbook_reason: visit.overbookReason
	});

/**
 * Moves a visit to another time, and to another doctor when one is given. Fails like a booking; with the version
 * the caller saw (`updated_at`), LN009 when the visit has been changed since.
 */
export const rescheduleAppointment = (
	client: Client,
	appointmentId: string,
	startsAt: string,
	doctorId: string,
	{ roomId, version }: { roomId?: string | null; version?: string } = {}
) =>
	client.rpc('reschedule_appointment', {
		p_appointment_id: appointmentId,
		p_starts_at: startsAt,
		p_doctor_id: doctorId,
		p_room_id: roomId ?? undefined,
		p_expected_updated_at: version
	});

/** Calls a visit off; the reason and who cancelled are kept. LN003 when it is past that. */
export const cancelAppointment = (client: Client, appointmentId: string, reason: string) =>
	client.rpc('cancel_appointment', {
		p_appointment_id: appointmentId,
		p_reason: reason || undefined
	});

/** Takes a visit one legal step further; LN003 for any other. */
export const setAppointmentStatus = (client: Client, appointmentId: string, status: VisitStatus) =>
	client.rpc('set_appointment_status', { p_appointment_id: appointmentId, p_status: status });

/** Undoes one's own last step of a visit; LN021 when it is too late or something has followed. */
export const undoVisitStep = (client: Client, appointmentId: string) =>
	client.rpc('undo_visit_step', { p_appointment_id: appointmentId });

/** Undoes what one has done to a visit last; LN012 and 23P01 when its time is somebody else's by now. */
export const undoVisitChange = (client: Client, appointmentId: string) =>
	client.rpc('undo_visit_change', { p_appointment_id: appointmentId });

/** Takes a visit a step back for a reason that is kept. */
export const stepBackVisit = (client: Client, appointmentId: string, reason: string) =>
	client.rpc('step_back_visit', { p_appointment_id: appointmentId, p_reason: reason });
