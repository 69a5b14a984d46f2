import { error, type RequestEvent } from '@sveltejs/kit';
import { m } from '$lib/paraglide/messages.js';
import { portalPeople } from '$lib/people/patients/queries';
import { portalUser } from '../portal.server';

type Event = Pick<RequestEvent, 'locals' | 'url' | 'request'>;

/** Whose record is shown: one's own first, or that of somebody one looks after, who is named in the address. */
export async function recordOf(event: Event) {
	const access = portalUser(event);
	const people = await portalPeople(event.locals.supabase, access.user_id, access.patient_ids);
	const asked = event.url.searchParams.get('patient');
	const shown = asked ? people.find(({ id }) => id === asked) : people[0];
	if (!shown) error(404, m.errors_not_found());
	return { people, shown };
}
