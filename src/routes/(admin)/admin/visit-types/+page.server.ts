import type { RequestEvent } from '@sveltejs/kit';
import { saveVisitType } from '$lib/people/directory/commands';
import { directoryKey } from '$lib/people/directory/live';
import { guarded } from '$lib/app/forms/guarded';
import { perform } from '$lib/app/forms/perform.server';
import { editingOf } from '$lib/people/directory/editing';
import { explainDirectory } from '$lib/people/directory/errors';
import { allSpecialties, allVisitTypes } from '$lib/people/directory/queries';
import { visitTypeSchema } from '$lib/people/directory/schema';
import { permitted } from '$lib/access/session/guard.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	permitted(event, 'directory.manage');
	event.depends(directoryKey);
	const client = event.locals.supabase;
	const [rows, specialties] = await Promise.all([allVisitTypes(client), allSpecialties(client)]);
	return { rows, specialties, editing: editingOf(event.url, rows) };
};

export const actions = guarded((event) => permitted(event, 'directory.manage'), {
	save: (event: RequestEvent) =>
		perform(event, {
			schema: visitTypeSchema,
			explain: explainDirectory,
			run: (input) => saveVisitType(event.locals.supabase, input),
			next: () => `${event.url.pathname}?done=saved`
		})
});
