import type { PageLoad } from './$types';

/* The form comes with who wants to join: most only look. */
export const load: PageLoad = async ({ data }) => ({
	...data,
	JoinForm: data.joining && (await import('$lib/visits/waitlist/JoinForm.svelte')).default
});
