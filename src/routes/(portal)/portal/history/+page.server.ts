import { portalPeople } from '$lib/people/patients/queries';
import { visitedDoctors } from '$lib/people/portal/queries';
import { visitsKey } from '$lib/visits/scheduling/live';
import { visitHistory, type HistoryMark } from '$lib/visits/scheduling/queries';
import { portalUser } from '../portal.server';
import type { PageServerLoad } from './$types';

/** Where the address says the page begins; anything that is not a mark is the beginning. */
function markFrom(text: string | null): HistoryMark | null {
	const [at = '', id = ''] = (text ?? '').split('~');
	const isId = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(id);
	const instant = new Date(at);
	return isId && !Number.isNaN(instant.getTime()) ? { starts_at: instant.toISOString(), id } : null;
}

export const load: PageServerLoad = async (event) => {
	const access = portalUser(event);
	event.depends(visitsKey);
	const client = event.locals.supabase;
	const query = event.url.searchParams;

	const asked = query.get('patient');
	const shown = access.patient_ids.find((id) => id === asked) ?? null;
	const patientIds = shown ? [shown] : access.patient_ids;
	const after = markFrom(query.get('after'));

	const [people, doctors] = await Promise.all([
		portalPeople(client, access.user_id, access.patient_ids),
		visitedDoctors(client, patientIds)
	]);
	const doctor = doctors.find(({ id }) => id === query.get('doctor'))?.id ?? null;
	const history = await visitHistory(client, patientIds, {
		now: new Date().toISOString(),
		after,
		doctorId: doctor
	});
	return { people, doctors, shown, doctor, patientIds, history, first: after === null };
};
