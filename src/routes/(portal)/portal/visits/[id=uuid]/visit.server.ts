import { error, type RequestEvent } from '@sveltejs/kit';
import { visitById, type Visit } from '$lib/visits/scheduling/queries';
import { portalUser } from '../../portal.server';
import { m } from '$lib/paraglide/messages.js';

/** The visit of the address if it is of somebody the caller acts for; for anybody else it is not there. */
export async function portalVisit(
	event: Pick<RequestEvent<{ id: string }>, 'locals' | 'params' | 'url' | 'request'>
): Promise<Visit> {
	const access = portalUser(event);
	const visit = await visitById(event.locals.supabase, event.params.id);
	// A receptionist who is a patient too may read others' visits, but not here.
	if (!visit?.patient || !access.patient_ids.includes(visit.patient.id))
		error(404, m.errors_not_found());
	return visit;
}
