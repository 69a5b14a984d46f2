import { saveVisitType } from '$lib/people/directory/commands';
import { editingOf, perform } from '$lib/people/directory/forms.server';
import { directoryKey } from '$lib/people/directory/live';
import { allSpecialties, allVisitTypes } from '$lib/people/directory/queries';
import { visitTypeSchema } from '$lib/people/directory/schema';
import { permitted } from '$lib/access/session/guard.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	permitted(event, 'directory.manage');
	event.depends(directoryKey);
	const client = event.locals.supabase;
	const [rows, specialties] = await Promise.all([allVisitTypes(client), allSpecialties(client)]);
	return { rows, specialties, editing: editingOf(event.url, rows) };
};

export const actions: Actions = {
	save: (event) => {
		permitted(event, 'directory.manage');
		return perform(event, 'save', {
			schema: visitTypeSchema,
			command: (input) => saveVisitType(event.locals.supabase, input),
			next: () => `${event.url.pathname}?done=saved`
		});
	}
};
