import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';
import { entryColumns, type Entry } from '$lib/records/problems/entries';

type Client = SupabaseClient<Database>;

interface Vaccine {
	id: string;
	name: string;
	name_es: string;
}

export interface Immunisation extends Entry {
	vaccine: Vaccine;
	dose: number | null;
	given_on: string;
	lot: string | null;
	site: string | null;
	route: string | null;
	reported: boolean;
	giver: { full_name: string } | null;
	comment: string | null;
}

/** What a patient was given, the latest first. */
export async function immunisationsOf(client: Client, patientId: string): Promise<Immunisation[]> {
	const { data } = await client
		.from('immunisations')
		.select(
			`${entryColumns('immunisations')}, vaccine:vaccines(id, name, name_es), dose, given_on, lot, site, route, reported,
			giver:staff!immunisations_given_by_fkey(full_name), comment`
		)
		.eq('patient_id', patientId)
		.order('given_on', { ascending: false })
		.order('id')
		.limit(200)
		.throwOnError();
	return data;
}

/** What is due by the hospital's schedule, and what comes within a year. */
export async function immunisationsDue(client: Client, patientId: string) {
	const { data } = await client
		.rpc('immunisations_due', { p_patient_id: patientId })
		.throwOnError();
	return data;
}

export async function vaccines(client: Client): Promise<Vaccine[]> {
	const { data } = await client
		.from('vaccines')
		.select('id, name, name_es')
		.eq('active', true)
		.order('name')
		.limit(200)
		.throwOnError();
	return data;
}

/** Every vaccine with its doses in the schedule. */
export async function schedule(client: Client) {
	const { data } = await client
		.from('vaccines')
		.select(
			'id, name, name_es, active, version, doses:immunisation_schedule(dose, due_months, until_months, interval_days)'
		)
		.order('name')
		.order('dose', { referencedTable: 'immunisation_schedule' })
		.limit(200)
		.throwOnError();
	return data;
}
export type Scheduled = Awaited<ReturnType<typeof schedule>>[number];
