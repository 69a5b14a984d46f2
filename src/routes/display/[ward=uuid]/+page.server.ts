import { languageOfScreen } from '$lib/wards/displays/language.server';
import type { PageServerLoad } from './$types';

/** Open to strangers: what is shown comes by the screen's own token, and that is never told to this page. */
export const load: PageServerLoad = (event) => {
	languageOfScreen(event);
	event.setHeaders({ 'x-robots-tag': 'noindex' });
	return { standalone: true as const };
};
