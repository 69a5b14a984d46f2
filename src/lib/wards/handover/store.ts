import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database, Json } from '$lib/app/supabase/database.types';
import { openHandover, saveHandover } from './commands';
import type { Answer, Reading, Saving, Sections, StoredUpdate } from './document';

/* Runs in the browser as well, where zod would weigh more than all the rest. */

type Client = SupabaseClient<Database>;

const isRecord = (value: unknown): value is Record<string, Json> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);
const isUpdate = (value: unknown): value is StoredUpdate =>
	isRecord(value) && typeof value.seq === 'number' && typeof value.data === 'string';

function answerOf(data: unknown): Answer {
	if (!isRecord(data)) throw new TypeError('This is no answer about a handover sheet');
	const { seq, text_seq, updates } = data;
	if (typeof seq !== 'number' || typeof text_seq !== 'number' || !Array.isArray(updates)) {
		throw new TypeError('This is no answer about a handover sheet');
	}
	const given: unknown[] = updates;
	return { seq, text_seq, updates: given.filter(isUpdate) };
}

function sectionsOf(data: unknown): Sections {
	if (!isRecord(data) || !isRecord(data.sections)) return {};
	return Object.fromEntries(
		Object.entries(data.sections).map(([key, text]) => [key, typeof text === 'string' ? text : ''])
	);
}

/** What a sheet holds after an update one has; null when it is not the caller's to read. */
export async function readHandover(
	client: Client,
	sheetId: string,
	after = 0
): Promise<Reading | null> {
	const { data } = await client
		.rpc('read_handover', { p_sheet_id: sheetId, p_after: after })
		.throwOnError();
	return data === null ? null : { ...answerOf(data), sections: sectionsOf(data) };
}

/** Stores what was typed; gives back what others stored meanwhile. */
export async function storeHandover(
	client: Client,
	sheetId: string,
	saving: Saving
): Promise<Answer> {
	const { data } = await saveHandover(client, sheetId, saving).throwOnError();
	return answerOf(data);
}

/** The id of the sheet of the shift that runs now, made if need be. */
export async function currentSheet(client: Client, wardId: string): Promise<string> {
	const { data } = await openHandover(client, wardId).throwOnError();
	return data.id;
}
