import { isUnreachable } from '$lib/app/errors/explain';
import { browserClient } from '$lib/app/supabase/browser';
import { saveDraft } from './commands';
import type { Saved, Stored } from './draft.svelte';
import { draftOf, lastNote } from './queries';

/** How a browser keeps a note: each at once, and what came of it. */
export const keepDraft = async (
	noteId: string,
	...[version, content, reason]: [number, Stored['content'], string]
): Promise<Saved> => {
	try {
		const client = await browserClient();
		const { data, error } = await saveDraft(client, noteId, version, content, reason);
		if (!error) return { version: data };
		if (error.code === 'LN009') return 'overtaken';
		if (error.code === 'LN033' || error.code === 'PT404') return 'gone';
		// A session that is over or locked comes back, and so does the server.
		return isUnreachable(error) || !/^(22|23|42)/.test(error.code) ? 'unreachable' : 'refused';
	} catch {
		return 'unreachable';
	}
};

export const readDraft = async (noteId: string): Promise<Stored | null> =>
	draftOf(await browserClient(), noteId);

export const readLast = async (noteId: string) => lastNote(await browserClient(), noteId);
