import { notesKey } from '$lib/records/notes/live';
import { portalUser } from '../../../portal.server';
import type { PageServerLoad } from './$types';
import { ownNote } from './note.server';

export const load: PageServerLoad = async (event) => {
	event.depends(notesKey);
	portalUser(event);
	return ownNote(event);
};
