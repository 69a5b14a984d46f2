import type { RequestEvent } from '@sveltejs/kit';
import { permitted } from '$lib/access/session/guard.server';
import { guarded } from '$lib/app/forms/guarded';
import { startOf } from '$lib/app/lists/cursor';
import { apartAction, undoAction } from '$lib/people/merges/actions.server';
import { duplicatesKey } from '$lib/people/merges/live';
import { merges, possibleDuplicates } from '$lib/people/merges/queries';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.depends(duplicatesKey);
	permitted(event, 'patients.merge');
	const query = event.url.searchParams;
	// A pair as it was written into the address, or none.
	const after =
		/^[\d.]+(~[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}){2}$/.exec(query.get('after') ?? '')?.[0] ??
		null;
	const [found, merged] = await Promise.all([
		possibleDuplicates(event.locals.supabase, after),
		merges(event.locals.supabase, startOf(query))
	]);
	return { found, merged };
};

export const actions = guarded((event: RequestEvent) => permitted(event, 'patients.merge'), {
	apart: apartAction,
	undo: undoAction
});
