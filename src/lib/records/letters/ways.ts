import { isUnreachable } from '$lib/app/errors/explain';
import { browserClient } from '$lib/app/supabase/browser';
import type { Saved, Stored } from '$lib/records/notes/draft.svelte';
import { saveLetter } from './commands';
import type { LetterSection } from './content';
import { letterDraftOf } from './queries';

/** How a browser keeps a letter: each at once, and what came of it. Its title is its template's. */
export const keepLetter = async (
	letterId: string,
	title: string,
	...[version, content, reason]: [number, Stored['content'], string]
): Promise<Saved> => {
	try {
		const client = await browserClient();
		const whole = { title, sections: content.sections as LetterSection[] };
		const { data, error } = await saveLetter(client, letterId, version, whole, reason);
		if (!error) return { version: data };
		if (error.code === 'LN009') return 'overtaken';
		if (error.code === 'LN060' || error.code === 'PT404') return 'gone';
		// A session that is over or locked comes back, and so does the server.
		return isUnreachable(error) || !/^(22|23|42)/.test(error.code) ? 'unreachable' : 'refused';
	} catch {
		return 'unreachable';
	}
};

export const readLetter = async (letterId: string): Promise<Stored | null> =>
	letterDraftOf(await browserClient(), letterId);
