import { saveRoom } from '$lib/people/directory/commands';
import { editingOf, perform } from '$lib/people/directory/forms.server';
import { directoryKey } from '$lib/people/directory/live';
import { allDepartments, allRooms } from '$lib/people/directory/queries';
import { roomSchema } from '$lib/people/directory/schema';
import { permitted } from '$lib/access/session/guard.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	permitted(event, 'directory.manage');
	event.depends(directoryKey);
	const client = event.locals.supabase;
	const [rows, departments] = await Promise.all([allRooms(client), allDepartments(client)]);
	return { rows, departments, editing: editingOf(event.url, rows) };
};

export const actions: Actions = {
	save: (event) => {
		permitted(event, 'directory.manage');
		return perform(event, 'save', {
			schema: roomSchema,
			command: (input) => saveRoom(event.locals.supabase, input),
			next: () => `${event.url.pathname}?done=saved`
		});
	}
};
