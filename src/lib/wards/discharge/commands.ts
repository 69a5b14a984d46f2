import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';
import type { SectionTexts } from './sections';

type Client = SupabaseClient<Database>;

/** Ticks, waives (with a reason) or reopens an item of the checklist. LN006 when the stay has ended. */
export const settleItem = (
	client: Client,
	admissionId: string,
	{ item, state, reason }: { item: string; state: string; reason: string }
) =>
	client.rpc('settle_discharge_item', {
		p_admission_id: admissionId,
		p_item: item,
		p_state: state,
		p_reason: reason || undefined
	});

/** Keeps a draft. LN009 when somebody else has since `version`, LN003 once it is signed. */
export const saveSummary = (
	client: Client,
	admissionId: string,
	{ version, language, ...texts }: SectionTexts & { version: number; language: string }
) =>
	client.rpc('save_discharge_summary', {
		p_admission_id: admissionId,
		p_sections: texts,
		p_version: version,
		p_language: language
	});

/** Signs the draft of a stay that has ended. LN009, LN003 as above. */
export const signSummary = (client: Client, admissionId: string, version: number) =>
	client.rpc('sign_discharge_summary', { p_admission_id: admissionId, p_version: version });

/** Adds to a signed summary. */
export const addAddendum = (client: Client, admissionId: string, text: string) =>
	client.rpc('add_to_discharge_summary', { p_admission_id: admissionId, p_text: text });
