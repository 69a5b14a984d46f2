import { isUnreachable } from '$lib/app/errors/explain';
import { browserClient } from '$lib/app/supabase/browser';
import type { Kept, Saved } from './answering.svelte';
import { saveAnswers } from './commands';
import { questionsOfVisit } from './queries';
import type { Answers } from './questions';

/** How a browser keeps answers: each at once, and what came of it. */
export const keepAnswers = async (
	visitId: string,
	setId: string,
	...[version, answers]: [number, Answers]
): Promise<Saved> => {
	try {
		const { data, error } = await saveAnswers(await browserClient(), {
			visitId,
			setId,
			version,
			answers
		});
		if (!error) return { version: data };
		if (error.code === 'LN009') return 'overtaken';
		if (error.code === 'LN046' || error.code === 'PT404') return 'closed';
		return isUnreachable(error) || !/^(22|23|42)/.test(error.code) ? 'unreachable' : 'refused';
	} catch {
		return 'unreachable';
	}
};

export async function readAnswers(visitId: string, setId: string): Promise<Kept | null> {
	const asked = await questionsOfVisit(await browserClient(), visitId);
	const set = asked.find(({ set_id }) => set_id === setId);
	return set?.open ? { answers: set.answers, version: set.version } : null;
}
