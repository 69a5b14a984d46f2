import { directoryKey } from '$lib/people/directory/live';
import type { RequestEvent } from '@sveltejs/kit';
import { guarded } from '$lib/app/forms/guarded';
import { perform } from '$lib/app/forms/perform.server';
import { editingOf } from '$lib/people/directory/editing';
import { allDepartments } from '$lib/people/directory/queries';
import { permitted } from '$lib/access/session/guard.server';
import { saveWard } from '$lib/wards/setup/commands';
import { wardSetupKey } from '$lib/wards/setup/live';
import { explainSetup } from '$lib/wards/setup/errors';
import { allWards } from '$lib/wards/setup/queries';
import { wardSchema } from '$lib/wards/setup/schema';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	permitted(event, 'directory.manage');
	event.depends(directoryKey);
	event.depends(wardSetupKey);
	const client = event.locals.supabase;
	const [rows, departments] = await Promise.all([allWards(client), allDepartments(client)]);
	return { rows, departments, editing: editingOf(event.url, rows) };
};

export const actions = guarded((event) => permitted(event, 'directory.manage'), {
	save: (event: RequestEvent) =>
		perform(event, {
			schema: wardSchema,
			explain: explainSetup,
			run: (input) => saveWard(event.locals.supabase, input),
			next: () => `${event.url.pathname}?done=saved`
		})
});
