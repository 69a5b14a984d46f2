import type { RequestEvent } from '@sveltejs/kit';
import { openLinkCodes, type PatientCard } from '$lib/people/patients/queries';
import { accountsOf, preferencesOf, unprovenChannels } from './queries';

/** What those who keep the records see besides: accounts, codes, preferences, and which form is open. */
export async function keeping(
	event: Pick<RequestEvent, 'locals' | 'url'>,
	patient: PatientCard,
	now: string
) {
	const client = event.locals.supabase;
	const query = event.url.searchParams;
	const open = ['edit', 'contact', 'code', 'link', 'archive'].find((name) => query.has(name));
	const [accounts, codes, preferences, unproven] = await Promise.all([
		accountsOf(client, patient.id),
		openLinkCodes(client, patient.id, now),
		preferencesOf(client, patient.id),
		unprovenChannels(client, patient.id)
	]);
	return {
		accounts,
		codes,
		open: open ?? null,
		preferences,
		unproven
	};
}
