import type { RequestEvent } from '@sveltejs/kit';
import { saveSettings } from '$lib/people/directory/commands';
import { directoryKey } from '$lib/people/directory/live';
import { guarded } from '$lib/app/forms/guarded';
import { perform } from '$lib/app/forms/perform.server';
import { afterSaving } from '$lib/people/directory/editing';
import { explainDirectory } from '$lib/people/directory/errors';
import { settings } from '$lib/people/directory/queries';
import { settingsSchema } from '$lib/people/directory/schema';
import { requireOfRole } from '$lib/access/factors/actions.server';
import { roleFactors } from '$lib/access/factors/queries';
import { may } from '$lib/access/session/access';
import { permitted } from '$lib/access/session/guard.server';
import { forgetHospital } from '$lib/access/session/hospital.server';
import { getLocale } from '$lib/paraglide/runtime.js';
import { phoneCountries } from '$lib/app/phone/read.server';
import { timeZones } from '$lib/app/time/zones';
import type { PageServerLoad } from './$types';

/** Countries by their names in the reader's language. */
function countries() {
	const locale = getLocale();
	const names = new Intl.DisplayNames([locale], { type: 'region' });
	return phoneCountries()
		.map((id) => ({ id, name: names.of(id) ?? id }))
		.sort((a, b) => a.name.localeCompare(b.name, locale));
}

export const load: PageServerLoad = async (event) => {
	const access = permitted(event, 'settings.manage');
	event.depends(directoryKey);
	return {
		roles: may(access, 'access.manage') ? await roleFactors(event.locals.supabase) : null,
		settings: await settings(event.locals.supabase),
		zones: timeZones(),
		countries: countries()
	};
};

export const actions = guarded((event) => permitted(event, 'settings.manage'), {
	save: (event: RequestEvent) =>
		perform(event, {
			schema: settingsSchema,
			explain: explainDirectory,
			run: async (input) => {
				const answer = await saveSettings(event.locals.supabase, input);
				if (!answer.error) forgetHospital();
				return answer;
			},
			next: () => afterSaving(event.url)
		}),
	secondFactor: requireOfRole
});
