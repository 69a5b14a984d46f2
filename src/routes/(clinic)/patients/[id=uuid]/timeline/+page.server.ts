import { chartOf } from '$lib/people/openings/chart.server';
import { askedOf } from '$lib/records/timeline/asked.server';
import { kindChoices } from '$lib/records/timeline/kinds.server';
import { timelineKey } from '$lib/records/timeline/live';
import { history, peopleOf } from '$lib/records/timeline/queries.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.depends(timelineKey);
	const [{ hospital }] = await Promise.all([event.parent(), chartOf(event)]);
	const client = event.locals.supabase;
	const asked = askedOf(event.url.searchParams, hospital.time_zone);
	const shown = { patientId: event.params.id, zone: hospital.time_zone, own: false };
	const first = await history(client, shown, asked);
	return {
		first,
		kinds: kindChoices(shown),
		kind: asked.kind,
		person: asked.person,
		until: asked.until,
		people: await peopleOf(client, first.rows, asked.person)
	};
};
