import { idFrom } from '$lib/app/forms/id';
import { error, type RequestEvent } from '@sveltejs/kit';
import { may } from '$lib/access/session/access';
import { m } from '$lib/paraglide/messages.js';
import { openLinkCodes, patientCard, type PatientCard } from './queries';
import { accountsOf, preferencesOf } from '$lib/people/portal/queries';
import { permitted } from '$lib/access/session/guard.server';

type Event = Pick<RequestEvent, 'locals' | 'params' | 'url' | 'request'>;

/** The id of the address; what cannot be one is not there. */
export function patientId(event: Event): string {
	return idFrom(event.params.id) ?? error(404, m.errors_not_found());
}

/** Who asks, and about whom; for a command. */
export function managed(event: Event): string {
	permitted(event, 'patients.manage');
	return patientId(event);
}

/** The patient of the address for somebody who may know who it is. */
export async function patientOf(event: Event) {
	const access = permitted(event, 'patients.read');
	const patient = await patientCard(event.locals.supabase, patientId(event));
	if (!patient) error(404, m.errors_not_found());
	return { access, patient, manages: may(access, 'patients.manage') };
}

/** What those who keep the records see besides: accounts, codes, preferences, and which form is open. */
export async function keeping(event: Event, patient: PatientCard, now: string) {
	const client = event.locals.supabase;
	const query = event.url.searchParams;
	const open = ['edit', 'contact', 'code', 'link', 'archive'].find((name) => query.has(name));
	const [accounts, codes, preferences] = await Promise.all([
		accountsOf(client, patient.id),
		openLinkCodes(client, patient.id, now),
		preferencesOf(client, patient.id)
	]);
	return {
		accounts,
		codes,
		open: open ?? null,
		revoking: accounts.find(({ user_id }) => user_id === query.get('revoke'))?.user_id ?? null,
		preferences
	};
}
