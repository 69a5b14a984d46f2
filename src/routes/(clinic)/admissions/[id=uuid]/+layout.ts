import type { LayoutLoad } from './$types';

/** What is about emergencies comes with the few pages that need it. */
export const load: LayoutLoad = async ({ data }) => ({
	...data,
	Emergency:
		data.opening?.basis === 'emergency'
			? (await import('$lib/people/openings/Emergency.svelte')).default
			: undefined
});
