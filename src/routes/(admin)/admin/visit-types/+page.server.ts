import { saveVisitType } from '$lib/directory/commands';
import { editingOf, perform } from '$lib/directory/forms.server';
import { allSpecialties, allVisitTypes } from '$lib/directory/queries';
import { visitTypeSchema } from '$lib/directory/schema';
import { liveKeys } from '$lib/live/keys';
import { permitted } from '$lib/server/guard';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	permitted(event, 'directory.manage');
	event.depends(liveKeys.directory);
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
