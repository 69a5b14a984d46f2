import type { SupabaseClient } from '@supabase/supabase-js';
import { paged } from '$lib/app/lists/page';
import type { Database } from '$lib/app/supabase/database.types';
import type { Allergy, AllergyReport } from '$lib/people/patients/allergies';

type Client = SupabaseClient<Database>;

/** What heads every screen of a stay: who, where, and how they are. */
export interface AdmissionHeader {
	id: string;
	patient_id: string;
	patient_name: string;
	patient_mrn: string;
	patient_sex: string;
	patient_birth_date: string;
	patient_deceased_at: string | null;
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
	/** What the patient stated and nobody has checked with them yet. */
	allergies_reported: AllergyReport[];
	/** When somebody asked last and there were none, and who; null where nobody asked, or one is recorded. */
	allergies_denied_at: string | null;
	allergies_denied_by: string | null;
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

/** The stay of a patient the caller looks after; null for any other, and for an id that is none. */
export async function admissionHeader(client: Client, id: string): Promise<AdmissionHeader | null> {
	const { data, error } = await client.rpc('admission_header', { p_admission_id: id });
	if (error) {
		if (error.code === 'PT404' || error.code === '22P02') return null;
		throw error;
	}
	const [row] = data;
	if (!row) return null;
	// The function's comment is the contract; the API types its documents as any JSON.
	return {
		...row,
		allergies: row.allergies as unknown as Allergy[],
		allergies_reported: row.allergies_reported as unknown as AllergyReport[]
	};
}

const setColumns =
	`id, observed_at, recorded_at, respiratory_rate, spo2, spo2_scale, on_oxygen, oxygen_device, oxygen_flow,
	systolic, diastolic, pulse, consciousness, temperature, pain, glucose, weight, note, news2_points, news2_score,
	news2_risk, news2_excluded, voided_at, void_reason,
	recorded:staff!observations_recorded_by_fkey (full_name), voided:staff!observations_voided_by_fkey (full_name)` as const;

/** One set of observations as the chart and its table show it. */
export type ObservationSet = Awaited<ReturnType<typeof observationPage>>['rows'][number];

/** A page of a stay's sets, newest first, those struck out among them. Pages begin with 1. */
export async function observationPage(
	client: Client,
	admissionId: string,
	{ page, size = 12 }: { page: number; size?: number }
) {
	const sets = client
		.from('observations')
		.select(setColumns, { count: 'exact' })
		.eq('admission_id', admissionId)
		.order('observed_at', { ascending: false })
		.order('recorded_at', { ascending: false })
		.order('id');
	return paged(sets, { page, size });
}

/** A set as it is drawn. */
export type DrawnSet = Awaited<ReturnType<typeof observationTrend>>[number];

/** The sets the chart is drawn from, oldest first: the newest that count. */
export async function observationTrend(client: Client, admissionId: string, limit = 60) {
	const { data } = await client
		.from('observations')
		.select(
			'id, observed_at, respiratory_rate, spo2, spo2_scale, on_oxygen, systolic, diastolic, pulse, consciousness, temperature, news2_score, news2_risk'
		)
		.eq('admission_id', admissionId)
		.is('voided_at', null)
		.order('observed_at', { ascending: false })
		.order('recorded_at', { ascending: false })
		.limit(limit)
		.throwOnError();
	return data.reverse();
}

interface Told {
	position: string;
	full_name: string;
	doctors: { name: string } | null;
}

/** The names of who was told, each once, doctors first: as `told_of` of the database gives them. */
function namesOf(told: Told[]): string[] {
	const rank = ({ position }: Told) => (position === 'doctor' ? 0 : 1);
	const name = ({ full_name, doctors }: Told) => doctors?.name ?? full_name;
	const sorted = told.toSorted(
		(one, other) => rank(one) - rank(other) || name(one).localeCompare(name(other))
	);
	return [...new Set(sorted.map(name))];
}

export type AlertRow = Awaited<ReturnType<typeof alertsOf>>[number];

/** The newest alerts of a stay: whom they told, who answered and when, how they ended. */
export async function alertsOf(client: Client, admissionId: string, limit = 6) {
	const { data } = await client
		.from('news2_alerts')
		.select(
			`id, level, score, circle, raised_at, told_at, acknowledged_at, acknowledgement, ended_at, ended_as,
			acknowledger:staff!news2_alerts_acknowledged_by_fkey (full_name),
			notices:news2_alert_notices (colleague:staff!news2_alert_notices_staff_id_fkey (position, full_name, doctors (name)))`
		)
		.eq('admission_id', admissionId)
		.order('raised_at', { ascending: false })
		.limit(limit)
		.throwOnError();
	return data.map(({ notices, ...alert }) => ({
		...alert,
		told: namesOf(notices.map(({ colleague }) => colleague))
	}));
}

/** A patient on the round: when they are due, how they were, and the alert that runs. */
export interface RoundRow {
	admission_id: string;
	patient_id: string;
	patient_name: string;
	patient_mrn: string;
	bed_label: string | null;
	admitted_at: string;
	observed_at: string | null;
	news2_score: number | null;
	news2_risk: string | null;
	previous_score: number | null;
	news2_excluded: string | null;
	/** A newer set without a score. */
	incomplete_at: string | null;
	due_at: string;
	alert_id: string | null;
	alert_level: string | null;
	alert_score: number | null;
	alert_raised_at: string | null;
	alert_circle: number | null;
	/** The names of who was told of one nobody has acknowledged, doctors first. */
	alert_told: string[] | null;
	alert_acknowledged_at: string | null;
	alert_acknowledged_by: string | null;
	/** What was measured last, and the points of it. */
	respiratory_rate: number | null;
	spo2: number | null;
	on_oxygen: boolean | null;
	systolic: number | null;
	diastolic: number | null;
	pulse: number | null;
	consciousness: string | null;
	temperature: number | null;
	news2_points: (number | null)[] | null;
}

/** Who on a ward is to be observed when, in the order of the beds. */
export async function wardRound(client: Client, wardId: string): Promise<RoundRow[]> {
	const { data } = await client.rpc('ward_observations_due', { p_ward_id: wardId }).throwOnError();
	return data;
}
