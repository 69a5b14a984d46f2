import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';
import type { AlertKind, Decision } from './choices';

/** A warning that holds. */
export interface Alert {
	id: string;
	kind: AlertKind;
	words: string;
	/** The last day it holds; null until somebody ends it. */
	until: string | null;
	recorded_at: string;
	recorded_by: string | null;
}

export interface Resuscitation {
	id: string;
	decision: Decision;
	reason: string | null;
	treatment: string | null;
	discussed: string;
	review_on: string | null;
	/** The day of its review has passed. */
	review_due: boolean;
	decided_by: string;
	decided_at: string;
}

/** What must be known of a patient before all else. */
export interface Marks {
	patient_id: string;
	alerts: Alert[];
	/** Null where nothing was decided, which is no decision to try. */
	resuscitation: Resuscitation | null;
	pregnancy: { id: string; due_on: string } | null;
	/** Of the stay that goes on. */
	isolation: string | null;
}

/** Of each of these patients who are in the reader's care; the others are missing. */
export async function patientMarks(
	client: SupabaseClient<Database>,
	patientIds: readonly string[]
): Promise<Marks[]> {
	if (patientIds.length === 0) return [];
	const { data } = await client
		.rpc('patient_marks', { p_patient_ids: [...patientIds] })
		.throwOnError();
	// The function's comment is the contract; the API types its documents as any JSON.
	return data as unknown as Marks[];
}

/** Whether there is anything to show of them. */
export const hasMarks = ({ alerts, resuscitation, pregnancy, isolation }: Marks): boolean =>
	alerts.length > 0 || [resuscitation, pregnancy, isolation].some((mark) => mark !== null);
