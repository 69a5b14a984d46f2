import type { PageLoad } from './$types';

/** What asks whether to cancel comes only with the question: most who look at a visit keep it. */
export const load: PageLoad = async ({ data, url }) => ({
	...data,
	CancelVisit: url.searchParams.has('cancel')
		? (await import('$lib/visits/scheduling/CancelVisit.svelte')).default
		: null
});
