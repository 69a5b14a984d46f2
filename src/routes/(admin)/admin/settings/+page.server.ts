import { saveSettings } from '$lib/directory/commands';
import { afterSaving, perform } from '$lib/directory/forms.server';
import { settings } from '$lib/directory/queries';
import { settingsSchema } from '$lib/directory/schema';
import { liveKeys } from '$lib/live/keys';
import { permitted } from '$lib/server/guard';
import { forgetHospital } from '$lib/server/hospital';
import { timeZones } from './zones';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	permitted(event, 'settings.manage');
	event.depends(liveKeys.directory);
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
