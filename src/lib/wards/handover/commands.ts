import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';
import type { Saving } from './document';

type Client = SupabaseClient<Database>;

/** The sheet of the shift that runs now, made if need be. */
export const openHandover = (client: Client, wardId: string) =>
	client.rpc('open_handover', { p_ward_id: wardId });

export const saveHandover = (client: Client, sheetId: string, saving: Saving) =>
	client.rpc('save_handover', {
		p_sheet_id: sheetId,
		p_known_seq: saving.known_seq,
		p_update: saving.update ?? undefined,
		p_sections: saving.sections ?? undefined,
		p_text_seq: saving.text_seq ?? undefined,
		p_snapshot: saving.snapshot,
		p_heard: saving.heard
	});
