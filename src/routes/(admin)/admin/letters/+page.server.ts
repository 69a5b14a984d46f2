import { guarded } from '$lib/app/forms/guarded';
import { may } from '$lib/access/session/access';
import { permitted } from '$lib/access/session/guard.server';
import {
	keepLetterhead,
	keepRegistration,
	keepTemplate
} from '$lib/records/letters/actions.server';
import { lettersKey } from '$lib/records/letters/live';
import { allLetterTemplates, letterSettings } from '$lib/records/letters/queries';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.depends(lettersKey);
	const access = permitted(event, 'letters.templates');
	const client = event.locals.supabase;
	const [templates, settings] = await Promise.all([
		allLetterTemplates(client),
		letterSettings(client)
	]);
	const edited = event.url.searchParams.get('edit');
	return {
		templates,
		...settings,
		edited: templates.find(({ id }) => id === edited) ?? null,
		editing: edited !== null,
		managesHospital: may(access, 'settings.manage'),
		managesDoctors: may(access, 'directory.manage')
	};
};

export const actions = guarded((event) => permitted(event, 'letters.templates'), {
	keep: keepTemplate,
	letterhead: keepLetterhead,
	registration: keepRegistration
});
