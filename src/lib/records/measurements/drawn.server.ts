import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';
import type { Sex } from './growth';
import { birthOf, measurementsOf } from './queries';

/** What of somebody's own measurements is drawn for them; null where none was taken. */
export async function drawnOf(client: SupabaseClient<Database>, patientId: string) {
	const [rows, birth, { data: patient }] = await Promise.all([
		measurementsOf(client, patientId),
		birthOf(client, patientId),
		client.from('patients').select('birth_date, sex').eq('id', patientId).single().throwOnError()
	]);
	const valid = rows.filter(({ voided_at }) => !voided_at);
	if (valid.length === 0) return null;
	const sex: Sex | null = patient.sex === 'male' || patient.sex === 'female' ? patient.sex : null;
	return {
		rows: valid,
		birthDate: patient.birth_date,
		sex,
		gestationDays: birth?.gestation_days ?? null
	};
}
