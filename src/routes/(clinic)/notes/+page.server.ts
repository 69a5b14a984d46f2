import { readCursor } from '$lib/app/lists/cursor';
import { may } from '$lib/access/session/access';
import { permitted } from '$lib/access/session/guard.server';
import { notesKey } from '$lib/records/notes/live';
import { unsigned } from '$lib/records/notes/queries';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.depends(notesKey);
	const access = permitted(event, 'encounters.write');
	return {
		unsigned: await unsigned(
			event.locals.supabase,
			readCursor(event.url.searchParams.get('after'))
		),
		managesTemplates: may(access, 'notes.templates')
	};
};
