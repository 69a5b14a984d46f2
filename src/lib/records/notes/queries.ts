import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';
import { stretch, type Start, type Stretch } from '$lib/app/lists/cursor';
import { contentOf, type Content } from './content';

type Client = SupabaseClient<Database>;

const columns =
	'id, kind, title, status, version, amended, addenda, author_id, author_name, noted_at, signed_at, cosigner_id, cosigned_at, released_at, withheld_reason, error_at, error_name, error_reason' as const;

export type NoteRow = Pick<
	Database['public']['Tables']['notes']['Row'],
	| 'id'
	| 'kind'
	| 'title'
	| 'status'
	| 'version'
	| 'amended'
	| 'addenda'
	| 'author_id'
	| 'author_name'
	| 'noted_at'
	| 'signed_at'
	| 'cosigner_id'
	| 'cosigned_at'
	| 'released_at'
	| 'withheld_reason'
	| 'error_at'
	| 'error_name'
	| 'error_reason'
>;

/** A patient's notes, newest first by the clinical time. Of the patient's own, those that are released. */
export const notesOf = (
	client: Client,
	patientId: string,
	start: Start | null
): Promise<Stretch<NoteRow>> =>
	stretch<'noted_at', NoteRow>(
		client.from('notes').select(columns).eq('patient_id', patientId),
		'noted_at',
		{ start, size: 25 }
	);

export interface NoteVersion {
	number: number;
	content: Content;
	reason: string | null;
	signed_at: string;
	signed_name: string;
	cosigned_at: string | null;
	cosigned_name: string | null;
}

export interface StoredDraft {
	content: Content;
	reason: string | null;
	version: number;
	base_version: number;
	begun_by: string | null;
	updated_at: string;
	updated_name: string;
}

export interface Addendum {
	id: string;
	text: string;
	written_name: string;
	written_at: string;
}

export interface FullNote extends NoteRow {
	patient_id: string;
	encounter: { kind: string; status: string; appointment_id: string | null } | null;
	cosigner: { full_name: string } | null;
	/** Newest first. */
	versions: NoteVersion[];
	draft: StoredDraft | null;
	added: Addendum[];
}

/** A note with all that was signed, added, and is being written; null for who may not read it. */
export async function noteById(
	client: Client,
	patientId: string,
	id: string
): Promise<FullNote | null> {
	const { data } = await client
		.from('notes')
		.select(
			`${columns}, patient_id,
			encounter:encounters!notes_encounter_id_patient_id_fkey(kind, status, appointment_id),
			cosigner:staff!notes_cosigner_id_fkey(full_name),
			versions:note_versions!note_versions_note_id_patient_id_fkey(number, content, reason, signed_at, signed_name, cosigned_at, cosigned_name),
			drafts:note_drafts!note_drafts_note_id_patient_id_fkey(content, reason, version, base_version, begun_by, updated_at, updated_name),
			added:note_addenda!note_addenda_note_id_patient_id_fkey(id, text, written_name, written_at)`
		)
		.eq('id', id)
		.eq('patient_id', patientId)
		.order('number', { referencedTable: 'versions', ascending: false })
		.order('written_at', { referencedTable: 'added' })
		.maybeSingle()
		.throwOnError();
	if (!data) return null;
	const { versions, drafts, ...note } = data;
	const [draft = null] = [drafts].flat();
	return {
		...note,
		versions: versions.map((version) => ({ ...version, content: contentOf(version.content) })),
		draft: draft && { ...draft, content: contentOf(draft.content) }
	};
}

/** What is being written now; null once it is signed or set aside. */
export async function draftOf(client: Client, noteId: string) {
	const { data } = await client
		.from('note_drafts')
		.select('content, reason, version, updated_name, note:notes!inner(status)')
		.eq('note_id', noteId)
		.neq('note.status', 'entered_in_error')
		.maybeSingle()
		.throwOnError();
	return (
		data && {
			content: contentOf(data.content),
			reason: data.reason ?? '',
			version: data.version,
			name: data.updated_name
		}
	);
}

/** What was signed last in a note of the same kind about this patient. */
export async function lastNote(client: Client, noteId: string) {
	const { data } = await client.rpc('last_note', { p_note_id: noteId }).throwOnError();
	const [last] = data;
	return last
		? { content: contentOf(last.content), from: { at: last.noted_at, name: last.author_name } }
		: null;
}

/** Templates in use, those for a specialty or a type of visit first. */
export async function templatesFor(
	client: Client,
	{ specialtyId, visitTypeId }: { specialtyId: string | null; visitTypeId: string | null }
) {
	const { data } = await client
		.from('note_templates')
		.select('id, name, kind, specialty_id, visit_type_id')
		.eq('active', true)
		.order('name')
		.limit(200)
		.throwOnError();
	const place = (template: (typeof data)[number]) =>
		template.visit_type_id && template.visit_type_id === visitTypeId
			? 0
			: template.specialty_id && template.specialty_id === specialtyId
				? 1
				: template.visit_type_id || template.specialty_id
					? 3
					: 2;
	return data.sort((one, other) => place(one) - place(other));
}

export async function allTemplates(client: Client) {
	const { data } = await client
		.from('note_templates')
		.select('id, name, kind, specialty_id, visit_type_id, sections, active, version')
		.order('active', { ascending: false })
		.order('name')
		.limit(300)
		.throwOnError();
	return data.map(({ sections, ...template }) => ({
		...template,
		sections: contentOf({ sections }).sections
	}));
}

export async function macrosOfCaller(client: Client) {
	const { data } = await client
		.from('note_macros')
		.select('shortcut, text')
		.order('shortcut')
		.limit(500)
		.throwOnError();
	return data;
}

/** Doctors who may sign as well: not in training, and not oneself. */
export async function cosigners(client: Client, staffId: string | null) {
	const { data } = await client
		.from('doctors')
		.select('id, name, in_training')
		.eq('active', true)
		.order('name')
		.limit(1000)
		.throwOnError();
	return {
		inTraining: data.some(({ id, in_training }) => id === staffId && in_training),
		doctors: data.filter(({ id, in_training }) => id !== staffId && !in_training)
	};
}

/** What the caller has to sign, oldest first. */
export async function unsigned(client: Client, after: { at: string; id: string } | null) {
	const size = 50;
	const { data } = await client
		.rpc('unsigned_notes', {
			p_limit: size + 1,
			...(after && { p_after: after.at, p_after_id: after.id })
		})
		.throwOnError();
	return { rows: data.slice(0, size), more: data.length > size };
}

/** Whether a colleague works here. */
export async function isActive(client: Client, staffId: string | null): Promise<boolean> {
	if (!staffId) return false;
	const { data } = await client
		.from('staff')
		.select('active')
		.eq('id', staffId)
		.maybeSingle()
		.throwOnError();
	return data?.active ?? false;
}

/**
 * What a note would be about: the visit or the stay that is named, else the stay that goes on; and by which specialty and
 * type of visit templates are offered.
 */
export async function writtenAbout(
	client: Client,
	patientId: string,
	{ visit, stay }: { visit: string | null; stay: string | null }
) {
	if (visit) {
		const { data } = await client
			.from('appointments')
			.select('id, visit_type_id, doctor:doctors(specialty_id)')
			.eq('id', visit)
			.eq('patient_id', patientId)
			.maybeSingle()
			.throwOnError();
		if (data) {
			return {
				visit: data.id,
				stay: null,
				visitTypeId: data.visit_type_id,
				specialtyId: data.doctor?.specialty_id ?? null
			};
		}
	}
	const asked = client
		.from('admissions')
		.select('id, attending:doctors(specialty_id)')
		.eq('patient_id', patientId);
	const { data } = await (stay ? asked.eq('id', stay) : asked.is('discharged_at', null))
		.maybeSingle()
		.throwOnError();
	return {
		visit: null,
		stay: data?.id ?? null,
		visitTypeId: null,
		specialtyId: data?.attending?.specialty_id ?? null
	};
}

/** How the hospital signs and releases, with the version that refuses stale writes; and which doctors are in training. */
export async function noteSettings(client: Client) {
	const [settings, doctors] = await Promise.all([
		client
			.from('hospital_settings')
			.select('sign_step_up, notes_released, updated_at')
			.single()
			.throwOnError(),
		client
			.from('doctors')
			.select('id, name, in_training')
			.eq('active', true)
			.order('name')
			.limit(1000)
			.throwOnError()
	]);
	return { settings: settings.data, doctors: doctors.data };
}
