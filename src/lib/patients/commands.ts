import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/supabase/database.types';
import type { OwnRecord, Registration } from './schema';

type Client = SupabaseClient<Database>;

/** Makes the signed-in person's own record. LN011 when they have one already. */
export const createOwnPatient = (client: Client, person: OwnRecord) =>
	client.rpc('create_own_patient', {
		p_given_name: person.given_name,
		p_family_name: person.family_name,
		p_birth_date: person.birth_date,
		p_sex: person.sex,
		p_phone: person.phone || undefined
	});

/**
 * Registers a patient and, if one was given, the next of kin. The record stands even if the contact is
 * refused, so that a second try does not register the person twice; `kinError` then says why.
 */
export async function registerPatient(client: Client, registration: Registration) {
	const { kin_name, kin_phone, kin_relationship, ...person } = registration;
	const { data: patient, error } = await client.rpc('register_patient', { p_patient: person });
	if (error) return { patient: null, error, kinError: null };
	if (!kin_name) return { patient, error: null, kinError: null };
	const { error: kinError } = await client.from('patient_contacts').insert({
		patient_id: patient.id,
		name: kin_name,
		phone: kin_phone,
		relationship: kin_relationship || null
	});
	return { patient, error: null, kinError };
}
