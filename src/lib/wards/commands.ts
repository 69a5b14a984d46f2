import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/supabase/database.types';
import type { ClosureReason, Disposition } from './choices';

type Client = SupabaseClient<Database>;

export interface Admission {
	patientId: string;
	wardId: string;
	bedId: string;
	attendingId: string;
	reason: string;
}

/** Admits somebody into a bed. 23505 when they are in already, 23P01 or LN005 when the bed cannot be had. */
export const admitPatient = (client: Client, admission: Admission) =>
	client.rpc('admit_patient', {
		p_patient_id: admission.patientId,
		p_ward_id: admission.wardId,
		p_bed_id: admission.bedId,
		p_attending_id: admission.attendingId || undefined,
		p_reason: admission.reason || undefined
	});

/** Moves somebody to another bed, or gives one to who waits. 23P01, LN005 as above; LN006 when they have left. */
export const transferPatient = (client: Client, admissionId: string, bedId: string) =>
	client.rpc('transfer_patient', { p_admission_id: admissionId, p_bed_id: bedId });

/** Exchanges the beds of two patients. */
export const swapBeds = (client: Client, admissionId: string, otherAdmissionId: string) =>
	client.rpc('swap_beds', {
		p_admission_id: admissionId,
		p_other_admission_id: otherAdmissionId
	});

/** Ends an admission; the bed goes to housekeeping. LN006 when it has ended already. */
export const dischargePatient = (
	client: Client,
	admissionId: string,
	disposition: Disposition,
	summary: string
) =>
	client.rpc('discharge_patient', {
		p_admission_id: admissionId,
		p_disposition: disposition,
		p_summary: summary || undefined
	});

export interface Closure {
	bedId: string;
	reason: ClosureReason;
	note: string;
	/** An instant; empty for "until further notice". */
	expectedUntil: string;
}

/** Takes an empty bed out of use. LN005 when somebody lies in it, 23505 when it is closed already. */
export const closeBed = (client: Client, closure: Closure) =>
	client.rpc('close_bed', {
		p_bed_id: closure.bedId,
		p_reason: closure.reason,
		p_note: closure.note || undefined,
		p_expected_until: closure.expectedUntil || undefined
	});

/** Takes a bed into use again; a cleaning that is due stays due. */
export const reopenBed = (client: Client, bedId: string) =>
	client.rpc('reopen_bed', { p_bed_id: bedId });

/** LN003 when somebody else has begun, or ended, the cleaning. */
export const startCleaning = (client: Client, taskId: string) =>
	client.rpc('start_cleaning', { p_task_id: taskId });

/** The bed is free again. LN003 when the cleaning has ended already. */
export const finishCleaning = (client: Client, taskId: string) =>
	client.rpc('finish_cleaning', { p_task_id: taskId });
