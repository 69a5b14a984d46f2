import { languageOfScreen } from '$lib/wards/displays/language.server';
import type { PageServerLoad } from './$types';

/** Open to strangers: a screen that wants to be paired. */
export const load: PageServerLoad = (event) => {
	languageOfScreen(event);
	event.setHeaders({ 'x-robots-tag': 'noindex' });
	return { standalone: true as const };
};
