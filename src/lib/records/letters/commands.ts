import type { SupabaseClient } from '@supabase/supabase-js';
import type { Refusal } from '$lib/app/errors/explain';
import type { Database, Json } from '$lib/app/supabase/database.types';
import type { LetterContent } from './content';
import type { LetterKind, LetterLanguage } from './kinds';

type Client = SupabaseClient<Database>;

interface Beginning {
	template_id: string;
	language: LetterLanguage;
	content: LetterContent;
	visit: string;
	stay: string;
}

/** A draft about a visit, a stay, or neither; gives its id. */
export const beginLetter = (client: Client, patientId: string, letter: Beginning) =>
	client.rpc('begin_letter', {
		p_patient_id: patientId,
		p_template_id: letter.template_id,
		p_language: letter.language,
		p_content: letter.content as unknown as Json,
		...(letter.visit && { p_appointment_id: letter.visit }),
		...(letter.stay && { p_admission_id: letter.stay })
	});

/** Keeps what is written; gives the draft's version. LN009 when somebody else has written since, LN060 when it is signed. */
export const saveLetter = (
	client: Client,
	letterId: string,
	version: number,
	content: LetterContent,
	reason: string
) =>
	client.rpc('save_letter_draft', {
		p_letter_id: letterId,
		p_version: version,
		p_content: content as unknown as Json,
		...(reason && { p_reason: reason })
	});

/** Signs a draft; LN029 by the hospital's setting, LN009, LN060, 22023 (hint: the field that is missing). */
export const signLetter = (client: Client, letterId: string, version: number, release: boolean) =>
	client.rpc('sign_letter', { p_letter_id: letterId, p_version: version, p_release: release });

export const replaceLetter = (client: Client, letterId: string) =>
	client.rpc('replace_letter', { p_letter_id: letterId });

/** Revokes it, for a reason; without one, a replacement that was begun is dropped. */
export const setLetterAside = (client: Client, letterId: string, reason: string) =>
	client.rpc('set_letter_aside', { p_letter_id: letterId, ...(reason && { p_reason: reason }) });

export const releaseLetter = (client: Client, letterId: string, released: boolean) =>
	client.rpc('release_letter', { p_letter_id: letterId, p_released: released });

export const takeOverLetter = (client: Client, letterId: string) =>
	client.rpc('take_over_letter', { p_letter_id: letterId });

type Sending =
	| { audience: 'patient'; days: number }
	| { audience: 'other'; days: number; copy: 'full' | 'employer'; name: string; email: string };

/** Sends it by a link; the answer alone has the code that opens somebody else's. LN060, LN061, LN062, 22023. */
export async function sendLetter(client: Client, letterId: string, sending: Sending) {
	const { data, error } = await client.rpc('send_letter', {
		p_letter_id: letterId,
		p_audience: sending.audience,
		p_days: sending.days,
		...(sending.audience === 'other' && {
			p_copy: sending.copy,
			p_name: sending.name,
			p_email: sending.email
		})
	});
	return error
		? { data: null, error }
		: { data: data as unknown as { id: string; code: string | null }, error: null };
}

export const withdrawLink = (client: Client, linkId: string) =>
	client.rpc('withdraw_letter_link', { p_link_id: linkId });

interface Template {
	template_id: string;
	version: number;
	kind: LetterKind;
	active: boolean;
	content: Record<LetterLanguage, LetterContent>;
}

export const saveLetterTemplate = (client: Client, template: Template) =>
	client.rpc('save_letter_template', {
		p_kind: template.kind,
		p_content: template.content as unknown as Json,
		p_active: template.active,
		...(template.template_id && {
			p_template_id: template.template_id,
			p_version: template.version
		})
	});

const oneRow = <Row>({ data, error }: { data: Row[] | null; error: Refusal | null }) =>
	error || data?.length
		? { data, error }
		: { data, error: { code: 'LN009', message: 'Changed by somebody else meanwhile' } };

/** LN009 when the settings have changed since they were read. */
export const saveLetterhead = async (
	client: Client,
	{ updated_at, letterhead }: { updated_at: string; letterhead: string }
) =>
	oneRow(
		await client
			.from('hospital_settings')
			.update({ letterhead })
			.match({ id: true, updated_at })
			.select('id')
	);

export const saveRegistration = async (client: Client, doctorId: string, registration: string) =>
	oneRow(
		await client
			.from('doctors')
			.update({ registration: registration || null })
			.eq('id', doctorId)
			.select('id')
	);
