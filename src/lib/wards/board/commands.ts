import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';
import type { ClosureReason, Disposition } from './choices';

type Client = SupabaseClient<Database>;

/** What is known of a stay and planned for it; empty where it is not. */
export interface Plan {
	isolation: string;
	needs: string[];
	/** A bare date. */
	expectedDischargeOn: string;
}

export interface Admission extends Plan {
	patientId: string;
	wardId: string;
	bedId: string;
	attendingId: string;
	reason: string;
	motherAdmissionId: string;
	overrideReason: string;
	/** What was heard: none, or known with one of them; empty where nobody asked. */
	allergies: string;
	allergySubstance: string;
	allergySeverity: string;
}

/**
 * Admits somebody into a bed. 23505 when they are in already, 23P01, LN005 or LN019 when the bed cannot be
 * had, LN020 when it does not suit and no reason is given.
 */
export const admitPatient = (client: Client, admission: Admission) =>
	client.rpc('admit_patient', {
		p_patient_id: admission.patientId,
		p_ward_id: admission.wardId,
		p_bed_id: admission.bedId,
		p_attending_id: admission.attendingId || undefined,
		p_reason: admission.reason || undefined,
		p_isolation: admission.isolation || undefined,
		p_needs: admission.needs,
		p_expected_discharge_on: admission.expectedDischargeOn || undefined,
		p_mother_admission_id: admission.motherAdmissionId || undefined,
		p_override_reason: admission.overrideReason || undefined,
		p_allergies: admission.allergies || undefined,
		p_allergy_substance: admission.allergySubstance || undefined,
		p_allergy_severity: admission.allergySeverity || undefined
	});

/** Moves somebody to another bed, or gives one to who waits. As above; LN006 when they have left. */
export const transferPatient = (
	client: Client,
	admissionId: string,
	bedId: string,
	overrideReason = ''
) =>
	client.rpc('transfer_patient', {
		p_admission_id: admissionId,
		p_bed_id: bedId,
		p_override_reason: overrideReason || undefined
	});

/** Exchanges the beds of two patients. LN020 when one of them does not suit and no reason is given. */
export const swapBeds = (
	client: Client,
	admissionId: string,
	otherAdmissionId: string,
	overrideReason = ''
) =>
	client.rpc('swap_beds', {
		p_admission_id: admissionId,
		p_other_admission_id: otherAdmissionId,
		p_override_reason: overrideReason || undefined
	});

/** Ends an admission; the bed goes to housekeeping. LN006 when it has ended already, LN025 when something is open. */
export const dischargePatient = (
	client: Client,
	admissionId: string,
	disposition: Disposition,
	summary: string,
	diagnosisGroup = ''
) =>
	client.rpc('discharge_patient', {
		p_admission_id: admissionId,
		p_disposition: disposition,
		p_summary: summary || undefined,
		p_diagnosis_group: diagnosisGroup || undefined
	});

/** Undoes the last move of the last ten minutes; `bed_id` is null where the bed could not be had again. LN021. */
export const undoMove = (client: Client, admissionId: string) =>
	client.rpc('undo_move', { p_admission_id: admissionId }).maybeSingle();

/** The patient is away for a while; `expectedBackAt` is an instant, or empty. */
export const startLeave = (
	client: Client,
	admissionId: string,
	expectedBackAt: string,
	reason: string
) =>
	client.rpc('start_leave', {
		p_admission_id: admissionId,
		p_expected_back_at: expectedBackAt || undefined,
		p_reason: reason || undefined
	});

export const endLeave = (client: Client, admissionId: string) =>
	client.rpc('end_leave', { p_admission_id: admissionId });

export interface StayPlan extends Plan {
	private: boolean;
	attendingId: string;
}

/** Sets all of a stay's plan at once. */
export const updateStay = (client: Client, admissionId: string, plan: StayPlan) =>
	client.rpc('update_stay', {
		p_admission_id: admissionId,
		p_expected_discharge_on: plan.expectedDischargeOn || undefined,
		p_isolation: plan.isolation || undefined,
		p_needs: plan.needs,
		p_private: plan.private,
		p_attending_id: plan.attendingId || undefined
	});

/** Says whose newborn somebody is, or with an empty mother that they are nobody's here. */
export const linkNewborn = (
	client: Client,
	newbornAdmissionId: string,
	motherAdmissionId: string,
	keepBed: boolean
) =>
	client.rpc('link_newborn', {
		p_newborn_admission_id: newbornAdmissionId,
		p_mother_admission_id: motherAdmissionId || undefined,
		p_keep_bed: keepBed
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

/** The bed is free again. LN003 when the cleaning has ended already, LN024 when it has only just begun and nobody is sure. */
export const finishCleaning = (client: Client, taskId: string, sure: boolean) =>
	client.rpc('finish_cleaning', { p_task_id: taskId, p_sure: sure });

/** Undo one's own last step of a cleaning, of a closed bed; LN021 when it is too late or something has followed. */
export const undoCleaningStep = (client: Client, taskId: string) =>
	client.rpc('undo_cleaning_step', { p_task_id: taskId });
export const undoClosureStep = (client: Client, closureId: string) =>
	client.rpc('undo_closure_step', { p_closure_id: closureId });

/** Has a bed cleaned again that was said to be clean, for a reason that is kept. */
export const reopenCleaning = (client: Client, taskId: string, reason: string) =>
	client.rpc('reopen_cleaning', { p_task_id: taskId, p_reason: reason });

/** Gives a cleaning that has begun back to the list. */
export const handBackCleaning = (client: Client, taskId: string) =>
	client.rpc('hand_back_cleaning', { p_task_id: taskId });

/** Calls a cleaning off. */
export const cancelCleaning = (client: Client, taskId: string) =>
	client.rpc('cancel_cleaning', { p_task_id: taskId });
