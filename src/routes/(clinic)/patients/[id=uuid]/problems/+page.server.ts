import type { RequestEvent } from '@sveltejs/kit';
import { guarded } from '$lib/app/forms/guarded';
import { startOf } from '$lib/app/lists/cursor';
import { dayOf } from '$lib/app/time/days';
import { may } from '$lib/access/session/access';
import { permitted } from '$lib/access/session/guard.server';
import { hospitalSettings } from '$lib/access/session/hospital.server';
import { openChart } from '$lib/people/openings/open.server';
import { allergyActions } from '$lib/people/patients/allergies.server';
import { historyActions } from '$lib/records/history/actions.server';
import { familyHistoryOf, socialHistoryOf } from '$lib/records/history/queries';
import { problemActions, strikeActions } from '$lib/records/problems/actions.server';
import { recordKey } from '$lib/records/problems/live';
import { diagnosesOf, openEncounters, problemsOf } from '$lib/records/problems/queries';
import { procedureActions } from '$lib/records/procedures/actions.server';
import { proceduresOf } from '$lib/records/procedures/queries';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.depends(recordKey);
	const access = permitted(event, 'charts.read');
	// The layout says what to do where it stays shut: nothing is read then.
	await openChart(event, event.params.id);
	const client = event.locals.supabase;
	const { id } = event.params;
	const [problems, diagnoses, procedures, family, social, encounters, { time_zone }] =
		await Promise.all([
			problemsOf(client, id),
			diagnosesOf(client, id, startOf(event.url.searchParams)),
			proceduresOf(client, id),
			familyHistoryOf(client, id),
			socialHistoryOf(client, id),
			openEncounters(client, id, access.staff_id),
			hospitalSettings(client)
		]);
	return {
		problems,
		diagnoses,
		procedures,
		family,
		social,
		encounters,
		today: dayOf(new Date(), time_zone),
		writes: may(access, 'problems.write'),
		writesHistory: may(access, 'history.write'),
		writesAllergies: may(access, 'allergies.manage')
	};
};

type RecordEvent = RequestEvent<{ id: string }>;

/* Each command asks for its own permission; nobody without the chart gets as far. */
export const actions = {
	...guarded((event: RecordEvent) => permitted(event, 'charts.read'), {
		...problemActions,
		...procedureActions,
		...historyActions,
		...strikeActions
	}),
	...guarded((event: RecordEvent) => permitted(event, 'allergies.manage'), allergyActions)
};
