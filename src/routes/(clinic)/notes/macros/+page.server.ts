import { guarded } from '$lib/app/forms/guarded';
import { permitted } from '$lib/access/session/guard.server';
import { keepMacro } from '$lib/records/notes/actions.server';
import { notesKey } from '$lib/records/notes/live';
import { macrosOfCaller } from '$lib/records/notes/queries';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.depends(notesKey);
	permitted(event, 'encounters.write');
	return { macros: await macrosOfCaller(event.locals.supabase) };
};

export const actions = guarded((event) => permitted(event, 'encounters.write'), {
	keep: keepMacro,
	remove: keepMacro
});
