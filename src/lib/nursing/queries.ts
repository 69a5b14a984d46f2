import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/supabase/database.types';

type Client = SupabaseClient<Database>;

export interface Allergy {
	substance: string;
	severity: string;
}

/** What heads every screen of a stay: who, where, and how they are. */
export interface AdmissionHeader {
	id: string;
	patient_id: string;
	patient_name: string;
	patient_mrn: string;
	patient_sex: string;
	patient_birth_date: string;
	ward_id: string;
	ward_name: string;
	bed_id: string | null;
	bed_label: string | null;
	attending_id: string | null;
	attending_name: string | null;
	nurse_name: string | null;
	reason: string | null;
	admitted_at: string;
	expected_discharge_on: string | null;
	discharged_at: string | null;
	isolation: string | null;
	needs: string[];
	private: boolean;
	/** The active ones, severe first. */
	allergies: Allergy[];
	news2_score: number | null;
	news2_risk: string | null;
	news2_at: string | null;
	/** Why NEWS2 is not for this patient. */
	news2_excluded: string | null;
	spo2_scale: number;
	spo2_scale_set_by: string | null;
	spo2_scale_set_at: string | null;
	pregnant: boolean;
	/** The alert that runs, acknowledged or not. */
	alert_id: string | null;
	alert_level: string | null;
	alert_raised_at: string | null;
	alert_acknowledged_at: string | null;
	alert_acknowledged_by: string | null;
}

function isAllergy(value: unknown): value is Allergy {
	return typeof value === 'object' && value !== null && 'substance' in value && 'severity' in value;
}

/** The stay of a patient the caller looks after; null for any other, and for an id that is none. */
export async function admissionHeader(client: Client, id: string): Promise<AdmissionHeader | null> {
	const { data, error } = await client.rpc('admission_header', { p_admission_id: id });
	if (error) {
		if (error.code === 'PT404' || error.code === '22P02') return null;
		throw error;
	}
	const [row] = data;
	if (!row) return null;
	const allergies: unknown[] = Array.isArray(row.allergies) ? row.allergies : [];
	return { ...row, allergies: allergies.filter(isAllergy) };
}
