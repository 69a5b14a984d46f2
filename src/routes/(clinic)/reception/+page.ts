import type { PageLoad } from './$types';

/** The form for a new patient is fetched when it is asked for; here, so that the server can draw it too. */
export const load: PageLoad = async ({ data }) => ({
	...data,
	RegistrationForm:
		data.task.kind === 'register'
			? (await import('$lib/people/patients/RegistrationForm.svelte')).default
			: null
});
