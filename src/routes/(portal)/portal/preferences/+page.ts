import type { PageLoad } from './$types';

/** The second form comes with what it holds, after the page: here, so that the server can draw it too. */
export const load: PageLoad = async ({ data }) => {
	const form = data.kept ? await import('$lib/people/portal/ParticularsForm.svelte') : null;
	return { ...data, ParticularsForm: form?.default };
};
