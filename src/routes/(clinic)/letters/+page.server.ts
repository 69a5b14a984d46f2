import { permitted } from '$lib/access/session/guard.server';
import { lettersKey } from '$lib/records/letters/live';
import { unsignedLetters } from '$lib/records/letters/queries';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.depends(lettersKey);
	permitted(event, 'letters.write');
	return { unsigned: await unsignedLetters(event.locals.supabase) };
};
