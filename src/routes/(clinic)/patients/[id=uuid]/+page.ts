import type { PageLoad } from './$types';

/** What somebody writes here comes when it is asked for, and what only the desk keeps comes to the desk. */
export const load: PageLoad = async ({ data }) => {
	const { kept, deathOpen } = data;
	const [edit, archive, death, accounts, preferences] = await Promise.all([
		kept?.open === 'edit' ? import('$lib/people/patients/EditForm.svelte') : null,
		kept?.open === 'archive' ? import('$lib/people/patients/ArchiveForm.svelte') : null,
		deathOpen ? import('$lib/people/patients/DeathForm.svelte') : null,
		kept ? import('$lib/people/portal/Accounts.svelte') : null,
		kept ? import('$lib/people/portal/PreferencesForm.svelte') : null
	]);
	return {
		...data,
		EditForm: edit?.default,
		ArchiveForm: archive?.default,
		DeathForm: death?.default,
		Accounts: accounts?.default,
		PreferencesForm: preferences?.default
	};
};
