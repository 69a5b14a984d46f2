import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/supabase/database.types';
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
		idempotencyKey: string;
	}
) =>
	client.rpc('book_appointment', {
		p_patient_id: visit.patientId,
		p_doctor_id: visit.doctorId,
		p_starts_at: visit.startsAt,
		p_visit_type_id: visit.visitTypeId,
		p_reason: visit.reason || undefined,
		p_idempotency_key: visit.idempotencyKey
	});

/** Moves a visit to another time, and to another doctor when one is given. Fails like a booking. */
export const rescheduleAppointment = (
	client: Client,
	appointmentId: string,
	startsAt: string,
	doctorId: string
) =>
	client.rpc('reschedule_appointment', {
		p_appointment_id: appointmentId,
		p_starts_at: startsAt,
		p_doctor_id: doctorId
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
