import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';
import type { StoredPhone } from '$lib/people/patients/phones';
import type { PreferencesForm } from './schema';

type Client = SupabaseClient<Database>;

/** Somebody whose visits an account manages. */
export interface FamilyMember {
	id: string;
	given_name: string;
	family_name: string;
	birth_date: string;
	deceased_at: string | null;
	relationship: string;
	since: string;
}

/** The people an account answers for: oneself first, then by age. */
export async function familyOf(client: Client, userId: string): Promise<FamilyMember[]> {
	const { data } = await client
		.from('portal_links')
		.select(
			'relationship, created_at, patient:patients(id, given_name, family_name, birth_date, deceased_at)'
		)
		.eq('user_id', userId)
		.throwOnError();
	return data
		.map(({ patient, relationship, created_at }) => ({
			...patient,
			relationship,
			since: created_at
		}))
		.sort(
			(a, b) =>
				Number(b.relationship === 'self') - Number(a.relationship === 'self') ||
				a.birth_date.localeCompare(b.birth_date)
		);
}

/** An account that sees a record. Address and proof are for reception only. */
export interface LinkedAccount {
	user_id: string;
	name: string;
	email: string | null;
	relationship: string;
	proof: string | null;
	since: string;
	came_of_age: boolean;
}

/** The accounts that see a record; nobody's for whom that is none of their business. */
export async function accountsOf(client: Client, patientId: string): Promise<LinkedAccount[]> {
	const { data } = await client.rpc('patient_accounts', { p_patient_id: patientId }).throwOnError();
	return data;
}

/** Which of a patient's address (`email`) and number (`sms`) nobody has confirmed yet: nothing is sent there. */
export async function unprovenChannels(client: Client, patientId: string): Promise<string[]> {
	const { data } = await client
		.rpc('unproven_channels', { p_patient_id: patientId })
		.throwOnError();
	return data;
}

/** How a patient wants to be reached, as a form shows it; the house's defaults where nothing was chosen. */
export async function preferencesOf(client: Client, patientId: string): Promise<PreferencesForm> {
	const { data } = await client
		.from('notification_preferences')
		.select('email, sms, language, quiet_from, quiet_until')
		.eq('patient_id', patientId)
		.maybeSingle()
		.throwOnError();
	return {
		patient_id: patientId,
		email: data?.email ?? true,
		sms: data?.sms ?? true,
		language: data?.language === 'en' || data?.language === 'es' ? data.language : '',
		quiet_from: data?.quiet_from?.slice(0, 5) ?? '',
		quiet_until: data?.quiet_until?.slice(0, 5) ?? ''
	};
}

/** How a patient is reached, as a form shows it: empty where nothing is known. */
export interface Particulars extends StoredPhone {
	patient_id: string;
	updated_at: string;
	email: string;
	address_line: string;
	city: string;
	postal_code: string;
	country: string;
}

/** How a patient is reached, with the version that was read; null when there is no such patient for the caller. */
export async function particularsOf(
	client: Client,
	patientId: string
): Promise<Particulars | null> {
	const { data } = await client
		.from('patients')
		.select(
			'phone, phone_extension, phone_without_sms, email, address_line, city, postal_code, country, updated_at'
		)
		.eq('id', patientId)
		.maybeSingle()
		.throwOnError();
	return (
		data && {
			patient_id: patientId,
			updated_at: data.updated_at,
			phone: data.phone,
			phone_extension: data.phone_extension,
			phone_without_sms: data.phone_without_sms,
			email: data.email ?? '',
			address_line: data.address_line ?? '',
			city: data.city ?? '',
			postal_code: data.postal_code ?? '',
			country: data.country ?? ''
		}
	);
}

export interface Doctor {
	id: string;
	name: string;
}

/** The doctors these patients have been to, by name. */
export async function visitedDoctors(
	client: Client,
	patientIds: readonly string[]
): Promise<Doctor[]> {
	const { data } = await client
		.rpc('visited_doctors', { p_patient_ids: [...patientIds] })
		.throwOnError();
	return data;
}
