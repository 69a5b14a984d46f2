import { editingOf, perform } from '$lib/people/directory/forms.server';
import { directoryKey } from '$lib/people/directory/live';
import { allDepartments } from '$lib/people/directory/queries';
import { permitted } from '$lib/access/session/guard.server';
import { saveWard } from '$lib/wards/setup/commands';
import { explainSetup, setupField } from '$lib/wards/setup/errors';
import { wardSetupKey } from '$lib/wards/setup/live';
import { allWards } from '$lib/wards/setup/queries';
import { wardSchema } from '$lib/wards/setup/schema';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	permitted(event, 'directory.manage');
	event.depends(directoryKey);
	event.depends(wardSetupKey);
	const client = event.locals.supabase;
	const [rows, departments] = await Promise.all([allWards(client), allDepartments(client)]);
	return { rows, departments, editing: editingOf(event.url, rows) };
};

export const actions: Actions = {
	save: (event) => {
		permitted(event, 'directory.manage');
		return perform(event, 'save', {
			schema: wardSchema,
			explain: explainSetup,
			fieldOf: setupField,
			command: (input) => saveWard(event.locals.supabase, input),
			next: () => `${event.url.pathname}?done=saved`
		});
	}
};
