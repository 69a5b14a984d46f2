import { startOf } from '$lib/app/lists/cursor';
import { lettersKey } from '$lib/records/letters/live';
import { lettersOf } from '$lib/records/letters/queries';
import { recordOf } from '../record/record.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.depends(lettersKey);
	const { people, shown } = await recordOf(event);
	return {
		people,
		patient: shown,
		letters: await lettersOf(event.locals.supabase, shown.id, startOf(event.url.searchParams))
	};
};
