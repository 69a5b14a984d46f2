import type { RequestEvent } from '@sveltejs/kit';
import { guarded } from '$lib/app/forms/guarded';
import { may } from '$lib/access/session/access';
import { permitted } from '$lib/access/session/guard.server';
import { openChart } from '$lib/people/openings/open.server';
import { measurementActions } from '$lib/records/measurements/actions.server';
import { birthOf, measurementsOf } from '$lib/records/measurements/queries';
import { strikeActions } from '$lib/records/problems/actions.server';
import { recordKey } from '$lib/records/problems/live';
import { openEncounters } from '$lib/records/problems/queries';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.depends(recordKey);
	const access = permitted(event, 'charts.read');
	// The layout says what to do where it stays shut: nothing is read then.
	await openChart(event, event.params.id);
	const client = event.locals.supabase;
	const { id } = event.params;
	const [rows, birth, encounters] = await Promise.all([
		measurementsOf(client, id),
		birthOf(client, id),
		openEncounters(client, id, access.staff_id)
	]);
	return {
		rows,
		birth,
		encounterId: encounters[0]?.id ?? null,
		writes: may(access, 'measurements.record'),
		now: new Date().toISOString()
	};
};

type RecordEvent = RequestEvent<{ id: string }>;

export const actions = guarded((event: RecordEvent) => permitted(event, 'measurements.record'), {
	...measurementActions,
	...strikeActions
});
