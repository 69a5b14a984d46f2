import type { PageLoad } from './$types';

/** What somebody writes here comes when it is asked for, and what only the desk keeps comes to the desk. */
export const load: PageLoad = async ({ data }) => {
	const { kept, deathOpen } = data;
	const [edit, archive, contact, death, accounts, preferences, vouch] = await Promise.all([
		kept?.open === 'edit' ? import('$lib/people/patients/EditForm.svelte') : null,
		kept?.open === 'archive' ? import('$lib/people/patients/ArchiveForm.svelte') : null,
		kept?.open === 'contact' ? import('$lib/people/patients/ContactForm.svelte') : null,
		deathOpen ? import('$lib/people/patients/DeathForm.svelte') : null,
		kept ? import('$lib/people/portal/Accounts.svelte') : null,
		kept ? import('$lib/people/portal/PreferencesForm.svelte') : null,
		kept ? import('$lib/people/portal/Vouch.svelte') : null
	]);
	return {
		...data,
		EditForm: edit?.default,
		ArchiveForm: archive?.default,
		ContactForm: contact?.default,
		DeathForm: death?.default,
		Accounts: accounts?.default,
		PreferencesForm: preferences?.default,
		Vouch: vouch?.default
	};
};
