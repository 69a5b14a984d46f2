import { may } from '$lib/access/session/access';
import { permitted } from '$lib/access/session/guard.server';
import { openChart } from '$lib/people/openings/open.server';
import { openingsKey } from '$lib/people/openings/live';
import { emergencyMinutes } from '$lib/people/openings/queries';
import { patientOf } from '$lib/people/patients/record.server';
import { familyKey } from '$lib/people/portal/live';
import { chartKey } from '$lib/records/chart/live';
import { patientMarks } from '$lib/records/chart/queries';
import { whereabouts } from '$lib/wards/board/whereabouts';
import { tabsOf } from '../../tabs.server';
import type { LayoutServerLoad } from './$types';

/** The patient all these screens are about, whether their chart is open to the reader, and what must be known of them. */
export const load: LayoutServerLoad = async (event) => {
	event.depends(familyKey);
	event.depends(openingsKey);
	event.depends(chartKey);
	permitted(event, 'patients.read');
	const client = event.locals.supabase;
	const id = event.params.id;
	const [{ access, patient }, { opening, asksWhy }, marks, places] = await Promise.all([
		patientOf(event),
		openChart(event, id),
		patientMarks(client, [id]),
		whereabouts(client, [id])
	]);
	return {
		patient,
		tabs: tabsOf('patient', access, id, event),
		opening,
		/** How long the chart could be opened for, where that takes a reason. */
		emergencyMinutes: asksWhy ? await emergencyMinutes(client) : null,
		marks: marks[0] ?? null,
		place: places[0] ?? null,
		opensStay: may(access, 'charts.read') && patient.allergies !== null,
		readAt: new Date().toISOString()
	};
};
