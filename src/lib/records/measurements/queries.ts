import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';
import { entryColumns, type Entry } from '$lib/records/problems/entries';

type Client = SupabaseClient<Database>;

export interface MeasurementRow extends Entry {
	kind: string;
	value: number;
	second_value: number | null;
	unit: string;
	measured_at: string;
	note: string | null;
}

/** What was measured of a patient, newest first: as many as are drawn. */
export async function measurementsOf(client: Client, patientId: string): Promise<MeasurementRow[]> {
	const { data } = await client
		.from('measurements')
		.select(`${entryColumns('measurements')}, kind, value, second_value, unit, measured_at, note`)
		.eq('patient_id', patientId)
		.order('measured_at', { ascending: false })
		.order('id', { ascending: false })
		.limit(1000)
		.throwOnError();
	return data;
}

/** How long somebody was carried, where it is known. */
export async function birthOf(client: Client, patientId: string) {
	const { data } = await client
		.from('births')
		.select('gestation_days, version')
		.eq('patient_id', patientId)
		.maybeSingle()
		.throwOnError();
	return data;
}
