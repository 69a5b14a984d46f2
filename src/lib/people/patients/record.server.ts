import { error, type RequestEvent } from '@sveltejs/kit';
import { may } from '$lib/access/session/access';
import { m } from '$lib/paraglide/messages.js';
import { patientCard } from './queries';
import { permitted } from '$lib/access/session/guard.server';

type Event = Pick<RequestEvent<{ id: string }>, 'locals' | 'params' | 'url' | 'request'>;

/** Who asks, and about whom; for a command. */
export function managed(event: Event): string {
	permitted(event, 'patients.manage');
	return event.params.id;
}

/** The patient of the address for somebody who may know who it is. */
export async function patientOf(event: Event) {
	const access = permitted(event, 'patients.read');
	const manages = may(access, 'patients.manage');
	const patient = await patientCard(event.locals.supabase, event.params.id, { manages });
	if (!patient) error(404, m.errors_not_found());
	return { access, patient, manages };
}
