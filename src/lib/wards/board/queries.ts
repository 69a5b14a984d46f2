import { everyRow } from '$lib/app/lists/every-row';
import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';
import type { Bed, BedPlace } from './board';
import { bedState } from './states';

type Client = SupabaseClient<Database>;

/** A ward in figures. Beds out of service are closed, contaminated or isolated. */
export interface WardSummary {
	ward_id: string;
	ward_code: string;
	ward_name: string;
	beds: number;
	occupied: number;
	available: number;
	reserved: number;
	housekeeping: number;
	out_of_service: number;
	/** Patients admitted to the ward who have no bed yet. */
	waiting: number;
	/** Occupied beds whose patient is away for a while. */
	on_leave: number;
	/** Alerts nobody has answered. */
	alerts: number;
}

/** Somebody admitted who has no bed yet; names are null where the reader may not know them. */
export interface Waiting {
	admission_id: string;
	ward_id: string;
	patient_name: string | null;
	patient_initials: string | null;
	patient_mrn: string | null;
	patient_sex: string | null;
	patient_birth_date: string | null;
	attending_name: string | null;
	reason: string | null;
	admitted_at: string;
	isolation: string | null;
	needs: string[] | null;
}

/** The wards whose board the caller sees, by code. */
export async function wardSummaries(client: Client): Promise<WardSummary[]> {
	const { data } = await client.rpc('ward_summary').throwOnError();
	return data;
}

/** Every bed of a ward, or of all the caller's wards, in the order one walks past. */
export async function bedBoard(client: Client, wardId?: string): Promise<Bed[]> {
	const beds = await everyRow(client.rpc('bed_board', { p_ward_id: wardId }));
	return beds.map((row) => ({ ...row, state: bedState(row.state) }));
}

/**
 * The beds of the caller's other wards that are free or taken, as a list to choose from names them: a sixth of what
 * their boards weigh.
 */
export async function placesElsewhere(
	client: Client,
	wardId: string
): Promise<(BedPlace & { state: string })[]> {
	const { data } = await client
		.rpc('bed_board', {})
		.select('bed_id, bed_label, ward_id, ward_name, admission_id, patient_name, state')
		.neq('ward_id', wardId)
		.in('state', ['available', 'occupied'])
		.throwOnError();
	return data;
}

/** Who is admitted without a bed, longest waiting first. */
export const waitingAdmissions = (client: Client, wardId?: string): Promise<Waiting[]> =>
	everyRow(client.rpc('waiting_admissions', { p_ward_id: wardId }).order('admitted_at'), [
		'admission_id'
	]);

export interface Attending {
	id: string;
	name: string;
}

/** The doctors a patient can be admitted under. */
export const attendings = (client: Client): Promise<Attending[]> =>
	everyRow(client.from('doctors').select('id, name').eq('active', true), ['name', 'id']);
