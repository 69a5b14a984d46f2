import { guarded } from '$lib/app/forms/guarded';
import { permitted } from '$lib/access/session/guard.server';
import { allSpecialties, allVisitTypes } from '$lib/people/directory/queries';
import { keepTemplate } from '$lib/records/notes/actions.server';
import { notesKey } from '$lib/records/notes/live';
import { allTemplates } from '$lib/records/notes/queries';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.depends(notesKey);
	permitted(event, 'notes.templates');
	const client = event.locals.supabase;
	const [templates, specialties, visitTypes] = await Promise.all([
		allTemplates(client),
		allSpecialties(client),
		allVisitTypes(client)
	]);
	const edited = event.url.searchParams.get('edit');
	return {
		templates,
		specialties,
		visitTypes,
		edited: templates.find(({ id }) => id === edited) ?? null,
		editing: edited !== null
	};
};

export const actions = guarded((event) => permitted(event, 'notes.templates'), {
	keep: keepTemplate
});
