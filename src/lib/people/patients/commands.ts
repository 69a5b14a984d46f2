import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';
import { storedPhone } from './phones';
import type {
	AllergyForm,
	ContactForm,
	LinkAccountForm,
	LinkCodeForm,
	OwnRecord,
	PatientForm,
	Registration
} from './schema';

type Client = SupabaseClient<Database>;

/** Makes the signed-in person's own record. LN011 when they have one already. */
export function createOwnPatient(client: Client, person: OwnRecord) {
	const phone = storedPhone(person.phone);
	return client.rpc('create_own_patient', {
		p_given_name: person.given_name,
		p_family_name: person.family_name,
		p_birth_date: person.birth_date,
		p_sex: person.sex,
		p_phone: phone.phone ?? undefined,
		p_phone_extension: phone.phone_extension ?? undefined,
		p_phone_without_sms: phone.phone_without_sms ?? undefined
	});
}

/**
 * Registers a patient and, if one was given, the next of kin. The record stands even if the contact is
 * refused, so that a second try does not register the person twice; `kinError` then says why. LN027 while somebody
 * like them is here and nobody has looked at who it is.
 */
export async function registerPatient(client: Client, registration: Registration) {
	const { kin_name, kin_phone, kin_relationship, looked_at, allergies, allergies_said, ...person } =
		registration;
	const { data: patient, error } = await client.rpc('register_patient', {
		p_patient: { ...person, ...storedPhone(person.phone) },
		p_looked_at: looked_at
	});
	if (error) return { patient: null, error, kinError: null };
	if (allergies) {
		const { error: unsaid } = await client.rpc('report_allergies', {
			p_patient_id: patient.id,
			p_answer: allergies,
			p_words: allergies_said || undefined
		});
		if (unsaid) return { patient, error: null, kinError: unsaid };
	}
	if (!kin_name || !kin_phone) return { patient, error: null, kinError: null };
	const { error: kinError } = await client.from('patient_contacts').insert({
		patient_id: patient.id,
		name: kin_name,
		phone: kin_phone.number,
		phone_extension: kin_phone.extension || null,
		relationship: kin_relationship || null
	});
	return { patient, error: null, kinError };
}

/** Corrects who somebody is; LN009 when somebody else did so since it was read. */
export function updatePatient(client: Client, id: string, patient: PatientForm) {
	const { updated_at, ...particulars } = patient;
	return client.rpc('update_patient', {
		p_patient_id: id,
		p_patient: { ...particulars, ...storedPhone(particulars.phone) },
		p_expected_updated_at: updated_at
	});
}

/** Adds somebody to call, or corrects them. */
export function saveContact(client: Client, patientId: string, contact: ContactForm) {
	const row = {
		name: contact.name,
		phone: contact.phone.number,
		phone_extension: contact.phone.extension || null,
		relationship: contact.relationship || null,
		may_be_told: contact.may_be_told,
		is_guardian: contact.is_guardian
	};
	const contacts = client.from('patient_contacts');
	return contact.contact_id
		? contacts.update(row).eq('id', contact.contact_id).eq('patient_id', patientId)
		: contacts.insert({ patient_id: patientId, ...row });
}

export const callFirst = (client: Client, contactId: string) =>
	client.rpc('call_contact_first', { p_contact_id: contactId });

export const removeContact = (client: Client, patientId: string, contactId: string) =>
	client.from('patient_contacts').delete().eq('id', contactId).eq('patient_id', patientId);

/** A code that links an account; `code` is null when it is sent to the patient instead. */
export interface IssuedCode {
	id: string;
	code: string | null;
	expires_at: string;
}

export async function issueLinkCode(client: Client, patientId: string, wanted: LinkCodeForm) {
	const { data, error } = await client.rpc('issue_link_code', {
		p_patient_id: patientId,
		p_relationship: wanted.relationship,
		p_send: wanted.send
	});
	// The function's comment is the contract; the API types its document as any JSON.
	return error ? { issued: null, error } : { issued: data as unknown as IssuedCode, error: null };
}

export const withdrawLinkCode = (client: Client, id: string) =>
	client.rpc('withdraw_link_code', { p_link_code_id: id });

export const linkAccount = (client: Client, patientId: string, account: LinkAccountForm) =>
	client.rpc('link_account', {
		p_patient_id: patientId,
		p_email: account.email,
		p_relationship: account.relationship,
		p_document: account.document
	});

/** Takes a record from an account. */
export const revokeLink = (client: Client, patientId: string, userId: string) =>
	client.rpc('remove_portal_link', { p_user_id: userId, p_patient_id: patientId });

/** The child has come of age, and its parent goes on as a carer. */
export const keepAsCarer = (client: Client, patientId: string, userId: string) =>
	client.rpc('keep_as_carer', { p_user_id: userId, p_patient_id: patientId });

export const confirmLinkRequest = (client: Client, requestId: string, document: string) =>
	client.rpc('confirm_link_request', { p_request_id: requestId, p_document: document });

export const declineLinkRequest = (client: Client, requestId: string) =>
	client.rpc('decline_link_request', { p_request_id: requestId });

/** Puts a record away; nothing is deleted. */
export const archivePatient = (client: Client, id: string, reason: string, version: string) =>
	client.rpc('archive_patient', {
		p_patient_id: id,
		p_reason: reason,
		p_expected_updated_at: version
	});

/** Writes a death down, or a better time of it; what is open ends and nobody is told. */
export const recordDeath = (client: Client, id: string, deceasedAt: string, version: string) =>
	client.rpc('record_death', {
		p_patient_id: id,
		p_deceased_at: deceasedAt,
		p_expected_updated_at: version
	});

/** Takes back a death written down by mistake. */
export const withdrawDeath = (client: Client, id: string, version: string) =>
	client.rpc('withdraw_death', { p_patient_id: id, p_expected_updated_at: version });

export const restorePatient = (client: Client, id: string, version: string) =>
	client.rpc('restore_patient', { p_patient_id: id, p_expected_updated_at: version });

/** 23505 while the same is active; from then on nobody says any more that there is none. */
export const addAllergy = (client: Client, patientId: string, allergy: AllergyForm) =>
	client.rpc('add_allergy', {
		p_patient_id: patientId,
		p_substance: allergy.allergy_substance,
		p_reaction: allergy.allergy_reaction,
		p_severity: allergy.allergy_severity,
		p_kind: allergy.allergy_kind,
		p_category: allergy.allergy_category || undefined,
		p_certainty: allergy.allergy_certainty
	});

export const resolveAllergy = (client: Client, id: string) =>
	client.rpc('resolve_allergy', { p_allergy_id: id });

/** Somebody asked, and no allergy is known. 23514 while one is recorded. */
export const recordNoAllergies = (client: Client, patientId: string) =>
	client.rpc('record_no_allergies', { p_patient_id: patientId });

/** Nobody asked after all. */
export const withdrawNoAllergies = (client: Client, patientId: string) =>
	client.rpc('withdraw_no_allergies', { p_patient_id: patientId });

/** What a patient stated at the desk has been checked with them. */
export const checkAllergyReport = (client: Client, reportId: string) =>
	client.rpc('check_allergy_report', { p_report_id: reportId });
