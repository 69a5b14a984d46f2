import { idFrom } from '$lib/app/forms/id';
import { error, type RequestEvent } from '@sveltejs/kit';
import { may } from '$lib/access/session/access';
import { m } from '$lib/paraglide/messages.js';
import { patientCard } from './queries';
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
