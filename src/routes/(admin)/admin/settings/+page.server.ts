import { saveSettings } from '$lib/people/directory/commands';
import { afterSaving, perform } from '$lib/people/directory/forms.server';
import { directoryKey } from '$lib/people/directory/live';
import { settings } from '$lib/people/directory/queries';
import { settingsSchema } from '$lib/people/directory/schema';
import { permitted } from '$lib/access/session/guard.server';
import { forgetHospital } from '$lib/access/session/hospital.server';
import { timeZones } from '$lib/app/time/zones';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	permitted(event, 'settings.manage');
	event.depends(directoryKey);
	return { settings: await settings(event.locals.supabase), zones: timeZones() };
};

export const actions: Actions = {
	save: (event) => {
		permitted(event, 'settings.manage');
		return perform(event, 'save', {
			schema: settingsSchema,
			command: async (input) => {
				const answer = await saveSettings(event.locals.supabase, input);
				if (!answer.error) forgetHospital();
				return answer;
			},
			next: () => afterSaving(event.url)
		});
	}
};
