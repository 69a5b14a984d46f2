import { accessKey } from '$lib/access/session/live';
import { getLocale } from '$lib/paraglide/runtime.js';
import { hospitalSettings } from '$lib/access/session/hospital.server';
import { screensOf } from './shell/navigation.server';
import type { LayoutServerLoad } from './$types';

/** Open to strangers: who is asking (if anybody) and what every screen needs to know of the hospital. */
export const load: LayoutServerLoad = async ({ locals, depends, untrack, url }) => {
	depends(accessKey);
	return {
		access: locals.access,
		hospital: await hospitalSettings(locals.supabase),
		locale: getLocale(),
		// Wherever one goes they stay as they are.
		screens: untrack(() => (locals.access ? screensOf(locals.access, url) : []))
	};
};
