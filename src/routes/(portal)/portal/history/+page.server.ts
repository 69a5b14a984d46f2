import { visitsKey } from '$lib/visits/scheduling/live';
import { startOf } from '$lib/app/lists/cursor';
import { portalPeople } from '$lib/people/patients/queries';
import { visitedDoctors } from '$lib/people/portal/queries';
import { visitHistory } from '$lib/visits/scheduling/queries';
import { portalUser } from '../portal.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const access = portalUser(event);
	event.depends(visitsKey);
	const client = event.locals.supabase;
	const query = event.url.searchParams;

	const asked = query.get('patient');
	const shown = access.patient_ids.find((id) => id === asked) ?? null;
	const patientIds = shown ? [shown] : access.patient_ids;

	const [people, doctors] = await Promise.all([
		portalPeople(client, access.user_id, access.patient_ids),
		visitedDoctors(client, patientIds)
	]);
	const doctor = doctors.find(({ id }) => id === query.get('doctor'))?.id ?? null;
	const history = await visitHistory(client, patientIds, {
		now: new Date().toISOString(),
		start: startOf(query),
		doctorId: doctor
	});
	return { people, doctors, shown, doctor, patientIds, history };
};
