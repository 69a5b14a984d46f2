import type { SupabaseClient } from '@supabase/supabase-js';
import type { Refusal } from '$lib/app/errors/explain';
import type { Database, Json } from '$lib/app/supabase/database.types';
import type { Content, Section } from './content';
import type { NoteKind } from './kinds';

type Client = SupabaseClient<Database>;

interface Beginning {
	kind: NoteKind;
	template_id: string;
	visit: string;
	stay: string;
}

/** A draft at a visit, during a stay, or otherwise; gives its id. LN003 for a visit that did not come about. */
export const beginNote = (client: Client, patientId: string, note: Beginning) =>
	client.rpc('begin_note', {
		p_patient_id: patientId,
		p_kind: note.kind,
		...(note.template_id && { p_template_id: note.template_id }),
		...(note.visit && { p_appointment_id: note.visit }),
		...(note.stay && { p_admission_id: note.stay })
	});

/** Keeps what is written; gives the draft's version. LN009 when somebody else has written since, LN033 when it is signed. */
export const saveDraft = (
	client: Client,
	noteId: string,
	version: number,
	content: Content,
	reason: string
) =>
	client.rpc('save_note_draft', {
		p_note_id: noteId,
		p_version: version,
		p_content: content as unknown as Json,
		...(reason && { p_reason: reason })
	});

/** Signs a draft; LN029 by the hospital's setting, LN009, LN033, 22023 (hint: what is missing). */
export const signNote = (
	client: Client,
	noteId: string,
	version: number,
	{ cosigner, withheld }: { cosigner: string; withheld: string }
) =>
	client.rpc('sign_note', {
		p_note_id: noteId,
		p_version: version,
		...(cosigner && { p_cosigner_id: cosigner }),
		...(withheld && { p_withheld_reason: withheld })
	});

export const cosignNote = (client: Client, noteId: string, number: number) =>
	client.rpc('cosign_note', { p_note_id: noteId, p_number: number });

export const amendNote = (client: Client, noteId: string) =>
	client.rpc('amend_note', { p_note_id: noteId });

export const addToNote = (client: Client, noteId: string, text: string) =>
	client.rpc('add_to_note', { p_note_id: noteId, p_text: text });

/** As entered in error, for a reason; without one, an amendment that was begun is dropped. */
export const setNoteAside = (client: Client, noteId: string, reason: string) =>
	client.rpc('set_note_aside', { p_note_id: noteId, ...(reason && { p_reason: reason }) });

export const releaseNote = (client: Client, noteId: string, withheld: string) =>
	client.rpc('release_note', {
		p_note_id: noteId,
		...(withheld && { p_withheld_reason: withheld })
	});

export const takeOverNote = (client: Client, noteId: string) =>
	client.rpc('take_over_note', { p_note_id: noteId });

interface Template {
	template_id: string;
	version: number;
	name: string;
	kind: NoteKind;
	specialty_id: string;
	visit_type_id: string;
	active: boolean;
	sections: Section[];
}

export const saveTemplate = (client: Client, template: Template) =>
	client.rpc('save_note_template', {
		p_name: template.name,
		p_kind: template.kind,
		p_sections: template.sections as unknown as Json,
		p_active: template.active,
		...(template.specialty_id && { p_specialty_id: template.specialty_id }),
		...(template.visit_type_id && { p_visit_type_id: template.visit_type_id }),
		...(template.template_id && {
			p_template_id: template.template_id,
			p_version: template.version
		})
	});

/** An empty text removes it. */
export const saveMacro = (client: Client, shortcut: string, text: string) =>
	client.rpc('save_note_macro', { p_shortcut: shortcut, p_text: text });

const oneRow = <Row>({ data, error }: { data: Row[] | null; error: Refusal | null }) =>
	error || data?.length
		? { data, error }
		: { data, error: { code: 'LN009', message: 'Changed by somebody else meanwhile' } };

/** LN009 when the settings have changed since they were read. */
export const saveNoteSettings = async (
	client: Client,
	{ updated_at, ...row }: { updated_at: string; sign_step_up: boolean; notes_released: boolean }
) =>
	oneRow(
		await client.from('hospital_settings').update(row).match({ id: true, updated_at }).select('id')
	);

export const setInTraining = async (client: Client, doctorId: string, inTraining: boolean) =>
	oneRow(
		await client.from('doctors').update({ in_training: inTraining }).eq('id', doctorId).select('id')
	);
