import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';

type Client = SupabaseClient<Database>;
type Functions = Database['public']['Functions'];

/** A number others know the patient by. */
export type Identifier = Functions['patient_identities']['Returns'][number];
/** What is on an insurance card. */
export type Policy = Functions['patient_policies']['Returns'][number];

/** The numbers of a patient in use; for who manages records, or whose they are. */
export async function identifiersOf(client: Client, patientId: string): Promise<Identifier[]> {
	const { data } = await client
		.rpc('patient_identities', { p_patient_id: patientId })
		.throwOnError();
	return data;
}

/** The insurance cards of a patient, those in use first; for who manages insurance, or whose they are. */
export async function policiesOf(client: Client, patientId: string): Promise<Policy[]> {
	const { data } = await client.rpc('patient_policies', { p_patient_id: patientId }).throwOnError();
	return data;
}

/** What patients are asked to agree to, in its order. */
export async function consentKinds(client: Client) {
	const { data } = await client
		.from('consent_kinds')
		.select('kind, description')
		.order('place')
		.throwOnError();
	return data;
}

/** All a patient agreed to, refused or withdrew, the latest first; of what the caller may see. */
export async function consentsOf(client: Client, patientId: string) {
	const { data } = await client
		.from('patient_consents')
		.select(
			'id, kind, decision, stated_by, decided_on, note, recorded_name, recorded_at, voided_at, document:documents(id, title)'
		)
		.eq('patient_id', patientId)
		.order('decided_on', { ascending: false })
		.order('recorded_at', { ascending: false })
		.limit(200)
		.throwOnError();
	return data;
}
export type Consent = Awaited<ReturnType<typeof consentsOf>>[number];

/** Papers that a consent may stand on, of those the caller may see. */
export async function consentDocuments(client: Client, patientId: string) {
	const { data } = await client
		.from('documents')
		.select('id, title')
		.eq('patient_id', patientId)
		.eq('kind', 'consent')
		.eq('restricted', false)
		.is('voided_at', null)
		.order('dated_on', { ascending: false })
		.limit(20)
		.throwOnError();
	return data.map(({ id, title }) => ({ id, name: title }));
}
