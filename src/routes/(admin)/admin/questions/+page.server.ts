import { guarded } from '$lib/app/forms/guarded';
import { permitted } from '$lib/access/session/guard.server';
import { allSpecialties, allVisitTypes } from '$lib/people/directory/queries';
import { keepSet } from '$lib/records/questionnaires/actions.server';
import { questionSetsKey } from '$lib/records/questionnaires/live';
import { allSets } from '$lib/records/questionnaires/queries';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.depends(questionSetsKey);
	permitted(event, 'questionnaires.manage');
	const client = event.locals.supabase;
	const [sets, specialties, visitTypes] = await Promise.all([
		allSets(client),
		allSpecialties(client),
		allVisitTypes(client)
	]);
	const edited = event.url.searchParams.get('edit');
	return {
		sets,
		specialties,
		visitTypes,
		edited: sets.find(({ id }) => id === edited) ?? null,
		editing: edited !== null
	};
};

export const actions = guarded((event) => permitted(event, 'questionnaires.manage'), {
	keep: keepSet
});
