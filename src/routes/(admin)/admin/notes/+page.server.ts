import { guarded } from '$lib/app/forms/guarded';
import { may } from '$lib/access/session/access';
import { permitted } from '$lib/access/session/guard.server';
import { keepSettings, keepTraining } from '$lib/records/notes/actions.server';
import { notesKey } from '$lib/records/notes/live';
import { noteSettings } from '$lib/records/notes/queries';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.depends(notesKey);
	const access = permitted(event, 'settings.manage');
	return {
		...(await noteSettings(event.locals.supabase)),
		managesDoctors: may(access, 'directory.manage')
	};
};

export const actions = guarded((event) => permitted(event, 'settings.manage'), {
	keep: keepSettings,
	training: keepTraining
});
