import { saveDepartment } from '$lib/people/directory/commands';
import { editingOf, perform } from '$lib/people/directory/forms.server';
import { directoryKey } from '$lib/people/directory/live';
import { allDepartments } from '$lib/people/directory/queries';
import { departmentSchema } from '$lib/people/directory/schema';
import { permitted } from '$lib/access/session/guard.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	permitted(event, 'directory.manage');
	event.depends(directoryKey);
	const client = event.locals.supabase;
	const rows = await allDepartments(client);
	return { rows, editing: editingOf(event.url, rows) };
};

export const actions: Actions = {
	save: (event) => {
		permitted(event, 'directory.manage');
		return perform(event, 'save', {
			schema: departmentSchema,
			command: (input) => saveDepartment(event.locals.supabase, input),
			next: () => `${event.url.pathname}?done=saved`
		});
	}
};
