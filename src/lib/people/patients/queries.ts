import type { SupabaseClient } from '@supabase/supabase-js';
import { typedLength } from '$lib/app/lists/typed';
import type { Database } from '$lib/app/supabase/database.types';
import type { KnownAllergies } from './allergies';
import type { Needs } from './need-words';
import type { StoredPhone } from './phones';
import type { Registration } from './schema';

type Client = SupabaseClient<Database>;

/** A patient as a search shows one: enough to tell two people of the same name apart. */
export interface FoundPatient {
	id: string;
	mrn: string;
	given_name: string;
	family_name: string;
	birth_date: string;
	sex: string;
	phone: string | null;
	/** When they died; null while they live. */
	deceased_at: string | null;
}

/** Fewer letters (`typedLength`) than this find half the hospital, and cost the database the most. */
export const shortestSearch = 2;

/** Patients by the beginning of a name (one typo forgiven), MRN or phone; the best match first. */
export async function searchPatients(
	client: Client,
	query: string,
	{ limit = 10, signal }: { limit?: number; signal?: AbortSignal } = {}
): Promise<FoundPatient[]> {
	const wanted = query.trim();
	if (typedLength(wanted) < shortestSearch) return [];
	const search = client.rpc('search_patients', { p_query: wanted, p_limit: limit });
	const { data } = await (signal ? search.abortSignal(signal) : search).throwOnError();
	return data;
}

/** Records that may be of somebody about to be registered, the likeliest first. */
export async function likelyPatients(client: Client, person: Omit<Registration, 'looked_at'>) {
	const { data } = await client
		.rpc('likely_patients', {
			p_given_name: person.given_name,
			p_family_name: person.family_name,
			p_birth_date: person.birth_date,
			p_phone: person.phone?.number,
			p_national_id: person.national_id || undefined
		})
		.throwOnError();
	return data;
}

export interface Person {
	id: string;
	given_name: string;
	family_name: string;
	/** When they died: their visits are still read, and nothing is begun for them. */
	deceased_at: string | null;
}

/** Those for whom something can still be begun. */
export const living = <Someone extends { deceased_at: string | null }>(
	people: readonly Someone[]
): Someone[] => people.filter(({ deceased_at }) => deceased_at === null);

/** The people a portal user acts for, themselves first. */
export async function portalPeople(
	client: Client,
	userId: string,
	patientIds: readonly string[]
): Promise<Person[]> {
	const [people, links] = await Promise.all([
		client
			.from('patients')
			.select('id, given_name, family_name, deceased_at')
			.in('id', patientIds)
			.order('birth_date')
			.throwOnError(),
		client
			.from('portal_links')
			.select('patient_id')
			.eq('user_id', userId)
			.eq('relationship', 'self')
			.throwOnError()
	]);
	const own = new Set(links.data.map(({ patient_id }) => patient_id));
	return [...people.data].sort((a, b) => Number(own.has(b.id)) - Number(own.has(a.id)));
}

/** Whether a user is linked to a record that is their own, rather than a child's or a parent's. */
export async function hasOwnRecord(client: Client, userId: string): Promise<boolean> {
	const { count } = await client
		.from('portal_links')
		.select('patient_id', { count: 'exact', head: true })
		.eq('user_id', userId)
		.eq('relationship', 'self')
		.throwOnError();
	return (count ?? 0) > 0;
}

export interface PatientCard extends FoundPatient, StoredPhone {
	phone: string | null;
	email: string | null;
	address_line: string | null;
	city: string | null;
	postal_code: string | null;
	country: string | null;
	preferred_language: string | null;
	/** Of an identity document; null to those who do not manage records. */
	national_id: string | null;
	/** The version a writer must have seen. */
	updated_at: string;
	archived_at: string | null;
	erased_at: string | null;
	archived_reason: string | null;
	contacts: {
		id: string;
		name: string;
		relationship: string | null;
		phone: string;
		phone_extension: string | null;
		/** The patient wants them told how they are. */
		may_be_told: boolean;
		/** They decide for the patient by law. */
		is_guardian: boolean;
	}[];
	/** The file that shows them; null: there is none. */
	photo: string | null;
	/** What it takes to speak with them; null: nobody has asked. */
	needs: Needs | null;
	/** Null to those who may not know. */
	allergies: KnownAllergies | null;
}

/** A patient as a desk needs them, or null when there is none the caller may see; `manages` if the caller holds patients.manage. */
export async function patientCard(
	client: Client,
	id: string,
	{ manages = false } = {}
): Promise<PatientCard | null> {
	const [{ data }, { data: allergies }, nationalId] = await Promise.all([
		client
			.from('patients')
			.select(
				`id, mrn, given_name, family_name, birth_date, sex, phone, phone_extension,
			phone_without_sms, email, address_line, city,
			postal_code, country, preferred_language, updated_at, deceased_at, archived_at, archived_reason, erased_at,
			contacts:patient_contacts(id, name, relationship, phone, phone_extension, may_be_told, is_guardian),
			photo:patient_photos(name),
			needs:communication_needs(interpreter, hearing, sight, mobility, easy_language, note, updated_at)`
			)
			.eq('id', id)
			.order('call_order', { referencedTable: 'contacts' })
			.order('created_at', { referencedTable: 'contacts' })
			.maybeSingle()
			.throwOnError(),
		client.rpc('patient_allergies', { p_patient_id: id }).throwOnError(),
		manages
			? client.rpc('patient_national_id', { p_patient_id: id }).throwOnError()
			: { data: null }
	]);
	// The function's comment is the contract; the API types its document as any JSON.
	return (
		data && {
			...data,
			photo: data.photo?.name ?? null,
			national_id: nationalId.data,
			allergies: allergies as unknown as KnownAllergies | null
		}
	);
}

/** A code that has been made and not used: never the code itself. */
export interface OpenCode {
	id: string;
	relationship: string;
	expires_at: string;
}

/** Codes that still work; for those who make them. */
export async function openLinkCodes(
	client: Client,
	patientId: string,
	now: string
): Promise<OpenCode[]> {
	const { data } = await client
		.from('link_codes')
		.select('id, relationship, expires_at')
		.eq('patient_id', patientId)
		.is('used_at', null)
		.is('withdrawn_at', null)
		.gt('expires_at', now)
		.order('issued_at', { ascending: false })
		.limit(20)
		.throwOnError();
	return data;
}

export type LinkCheck = Database['public']['Functions']['links_to_check']['Returns'][number];

/** What waits for reception: registrations that fit a record, and children who came of age. */
export async function linksToCheck(client: Client): Promise<LinkCheck[]> {
	const { data } = await client.rpc('links_to_check', { p_limit: 50 }).throwOnError();
	return data;
}

/** The patient with exactly this MRN, as typed where no search can run. */
export async function patientIdByMrn(client: Client, mrn: string): Promise<string | null> {
	const { data } = await client
		.from('patients')
		.select('id, archived_at')
		.eq('mrn', mrn)
		.maybeSingle()
		.throwOnError();
	if (data?.archived_at) return (await keptPatient(client, data.id)) ?? data.id;
	return data?.id ?? null;
}

/** The record that a record was put into; null for one that stands for itself. */
export async function keptPatient(client: Client, id: string): Promise<string | null> {
	const { data } = await client.rpc('kept_patient', { p_patient_id: id }).throwOnError();
	return data;
}
