import type { RequestEvent } from '@sveltejs/kit';
import { guarded } from '$lib/app/forms/guarded';
import { dayOf } from '$lib/app/time/days';
import { may } from '$lib/access/session/access';
import { permitted } from '$lib/access/session/guard.server';
import { hospitalSettings } from '$lib/access/session/hospital.server';
import { openChart } from '$lib/people/openings/open.server';
import { immunisationActions } from '$lib/records/immunisations/actions.server';
import { immunisationsDue, immunisationsOf, vaccines } from '$lib/records/immunisations/queries';
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
	const [given, due, known, encounters, { time_zone }] = await Promise.all([
		immunisationsOf(client, id),
		immunisationsDue(client, id),
		vaccines(client),
		openEncounters(client, id, access.staff_id),
		hospitalSettings(client)
	]);
	return {
		given,
		due,
		vaccines: known,
		encounterId: encounters[0]?.id ?? null,
		writes: may(access, 'immunisations.record'),
		today: dayOf(new Date(), time_zone)
	};
};

type RecordEvent = RequestEvent<{ id: string }>;

export const actions = guarded((event: RecordEvent) => permitted(event, 'immunisations.record'), {
	...immunisationActions,
	...strikeActions
});
