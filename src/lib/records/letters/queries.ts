import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';
import { stretch, type Start, type Stretch } from '$lib/app/lists/cursor';
import { factsOf, letterContent, type Facts, type LetterContent } from './content';
import { languageOf, type Copy, type LetterLanguage } from './kinds';

type Client = SupabaseClient<Database>;

const columns =
	'id, kind, title, language, status, number, version, replaced, author_id, author_name, begun_at, signed_at, released_at, error_at' as const;

export type LetterRow = Pick<
	Database['public']['Tables']['letters']['Row'],
	| 'id'
	| 'kind'
	| 'title'
	| 'language'
	| 'status'
	| 'number'
	| 'version'
	| 'replaced'
	| 'author_id'
	| 'author_name'
	| 'begun_at'
	| 'signed_at'
	| 'released_at'
	| 'error_at'
>;

/** A patient's letters, newest first. Of the patient's own, those that are released. */
export const lettersOf = (
	client: Client,
	patientId: string,
	start: Start | null
): Promise<Stretch<LetterRow>> =>
	stretch<'begun_at', LetterRow>(
		client.from('letters').select(columns).eq('patient_id', patientId),
		'begun_at',
		{ start, size: 25 }
	);

export interface LetterVersion {
	number: number;
	content: LetterContent;
	facts: Facts;
	reason: string | null;
	signed_at: string;
	signed_name: string;
	verification_code: string;
}

export interface StoredLetter {
	content: LetterContent;
	reason: string | null;
	version: number;
	base_version: number;
	begun_by: string | null;
	updated_at: string;
	updated_name: string;
}

export interface LetterLink {
	id: string;
	audience: string;
	copy: string;
	recipient_name: string | null;
	recipient_email: string | null;
	sent_name: string;
	sent_at: string;
	expires_at: string;
	opened: number;
	withdrawn_at: string | null;
	withdrawn_name: string | null;
	/** Newest first; the last twenty. */
	openings: { id: string; opened_at: string; what: string; version: number }[];
}

export interface FullLetter extends Omit<LetterRow, 'language'> {
	language: LetterLanguage;
	patient_id: string;
	/** Newest first. */
	versions: LetterVersion[];
	draft: StoredLetter | null;
	links: LetterLink[];
}

/** A letter with all that was signed, is being written, and was sent; null for who may not read it. */
export async function letterById(
	client: Client,
	patientId: string,
	id: string
): Promise<FullLetter | null> {
	const { data } = await client
		.from('letters')
		.select(
			`${columns}, patient_id,
			versions:letter_versions!letter_versions_letter_id_patient_id_fkey(number, content, facts, reason, signed_at, signed_name, verification_code),
			drafts:letter_drafts!letter_drafts_letter_id_patient_id_fkey(content, reason, version, base_version, begun_by, updated_at, updated_name),
			links:letter_links!letter_links_letter_id_patient_id_fkey(id, audience, copy, recipient_name, recipient_email, sent_name, sent_at, expires_at, opened, withdrawn_at, withdrawn_name,
				openings:letter_openings!letter_openings_link_id_patient_id_fkey(id, opened_at, what, version))`
		)
		.eq('id', id)
		.eq('patient_id', patientId)
		.order('number', { referencedTable: 'versions', ascending: false })
		.order('sent_at', { referencedTable: 'links', ascending: false })
		.order('opened_at', { referencedTable: 'links.openings', ascending: false })
		.limit(20, { referencedTable: 'links.openings' })
		.maybeSingle()
		.throwOnError();
	if (!data) return null;
	const { versions, drafts, language, ...letter } = data;
	const [draft = null] = [drafts].flat();
	return {
		...letter,
		language: languageOf(language),
		versions: versions.map((version) => ({
			...version,
			content: letterContent(version.content),
			facts: factsOf(version.facts)
		})),
		draft: draft && { ...draft, content: letterContent(draft.content) }
	};
}

/** Who revoked a letter and why; not for patients. */
export async function whyRevoked(client: Client, letterId: string) {
	const { data } = await client.rpc('letter_words', { p_letter_id: letterId }).throwOnError();
	return data[0] ?? null;
}

/** What is being written now; null once it is signed or set aside. */
export async function letterDraftOf(client: Client, letterId: string) {
	const { data } = await client
		.from('letter_drafts')
		.select('content, reason, version, updated_name, letter:letters!inner(status)')
		.eq('letter_id', letterId)
		.neq('letter.status', 'entered_in_error')
		.maybeSingle()
		.throwOnError();
	return (
		data && {
			content: letterContent(data.content),
			reason: data.reason ?? '',
			version: data.version,
			name: data.updated_name
		}
	);
}

type ByLanguage = Record<LetterLanguage, LetterContent>;

/** Templates in use, by their kind. */
export async function templatesInUse(client: Client) {
	const { data } = await client
		.from('letter_templates')
		.select('id, kind, content')
		.eq('active', true)
		.order('kind')
		.order('id')
		.limit(100)
		.throwOnError();
	return data.map(({ content, ...template }) => ({
		...template,
		content: content as unknown as ByLanguage
	}));
}

export async function allLetterTemplates(client: Client) {
	const { data } = await client
		.from('letter_templates')
		.select(
			`id, kind, content, active, version,
			versions:letter_template_versions!letter_template_versions_template_id_fkey(number, saved_at, saved_name)`
		)
		.order('active', { ascending: false })
		.order('kind')
		.order('id')
		.order('number', { referencedTable: 'versions', ascending: false })
		.limit(200)
		.throwOnError();
	return data.map(({ content, ...template }) => ({
		...template,
		content: content as unknown as ByLanguage
	}));
}
export type LetterTemplate = Awaited<ReturnType<typeof allLetterTemplates>>[number];

/** What is of the record and not typed, as it is now: what a signature would freeze. */
export async function factsNow(
	client: Client,
	patientId: string,
	staffId: string | null
): Promise<Facts> {
	const [patient, doctor, hospital] = await Promise.all([
		client
			.from('patients')
			.select('full_name, mrn, birth_date')
			.eq('id', patientId)
			.single()
			.throwOnError(),
		staffId
			? client
					.from('doctors')
					.select('name, registration, specialty:specialties(name)')
					.eq('id', staffId)
					.maybeSingle()
					.throwOnError()
			: null,
		client
			.from('hospital_settings')
			.select('name, address, letterhead, time_zone')
			.single()
			.throwOnError()
	]);
	const signer = doctor?.data;
	return {
		patient: {
			name: patient.data.full_name ?? '',
			mrn: patient.data.mrn,
			birth_date: patient.data.birth_date
		},
		...(signer && {
			doctor: {
				name: signer.name,
				registration: signer.registration,
				specialty: signer.specialty.name
			}
		}),
		hospital: hospital.data
	};
}

/** Visits and stays a letter may be about, newest first, as far as the caller may see them. */
export async function contactsOf(client: Client, patientId: string) {
	const [visits, stays] = await Promise.all([
		client
			.from('appointments')
			.select('id, starts_at, doctor:doctors(name)')
			.eq('patient_id', patientId)
			.in('status', ['checked_in', 'in_consultation', 'completed'])
			.order('starts_at', { ascending: false })
			.order('id')
			.limit(8)
			.throwOnError(),
		client
			.from('admissions')
			.select('id, admitted_at, discharged_at')
			.eq('patient_id', patientId)
			.order('admitted_at', { ascending: false })
			.order('id')
			.limit(4)
			.throwOnError()
	]);
	return [
		...stays.data.map(({ id, admitted_at, discharged_at }) => ({
			about: `stay ${id}`,
			from: admitted_at,
			until: discharged_at,
			doctor: null
		})),
		...visits.data.map(({ id, starts_at, doctor }) => ({
			about: `visit ${id}`,
			from: starts_at,
			until: null,
			doctor: doctor?.name ?? null
		}))
	].sort((one, other) => Date.parse(other.from) - Date.parse(one.from));
}
export type Contact = Awaited<ReturnType<typeof contactsOf>>[number];

/** What the caller has to sign, oldest first. */
export async function unsignedLetters(client: Client) {
	const { data } = await client.rpc('unsigned_letters', { p_limit: 200 }).throwOnError();
	return data;
}

/** Letterhead and registrations, with the version that refuses stale writes. */
export async function letterSettings(client: Client) {
	const [settings, doctors] = await Promise.all([
		client.from('hospital_settings').select('letterhead, updated_at').single().throwOnError(),
		client
			.from('doctors')
			.select('id, name, registration')
			.eq('active', true)
			.order('name')
			.order('id')
			.limit(1000)
			.throwOnError()
	]);
	return { settings: settings.data, doctors: doctors.data };
}

/** Whether a paper holds; null where there is no such code. */
export async function verifyLetter(client: Client, code: string) {
	const { data } = await client.rpc('verify_letter', { p_code: code }).throwOnError();
	return data[0] ?? null;
}

/** What a link asks for; null when it is over. */
export async function letterByLink(client: Client, token: string) {
	const { data, error } = await client.rpc('letter_by_link', { p_token: token });
	if (error?.code === 'LN014') return null;
	if (error) throw error;
	return data[0] ?? null;
}

export type Opened =
	| { state: 'wrong' | 'over' }
	| { state: 'wait'; seconds: number }
	| {
			state: 'open';
			kind: string;
			title: string;
			language: LetterLanguage;
			number: string;
			copy: Copy;
			audience: string;
			version: number;
			reason: string | null;
			signed_at: string;
			signed_name: string;
			verification_code: string;
			facts: Facts;
			content: LetterContent;
	  };

/** Opens a letter by its link, which is written down. */
export async function openLetter(
	client: Client,
	token: string,
	answer: string,
	what: 'page' | 'pdf'
): Promise<Opened> {
	const { data, error } = await client.rpc('open_letter', {
		p_token: token,
		p_answer: answer,
		p_what: what
	});
	if (error?.code === 'LN014') return { state: 'over' };
	if (error) throw error;
	return data as unknown as Opened;
}
