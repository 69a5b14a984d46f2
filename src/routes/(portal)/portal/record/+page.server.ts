import { guarded } from '$lib/app/forms/guarded';
import { pageNumber } from '$lib/app/lists/page';
import { dayOf } from '$lib/app/time/days';
import { wish } from '$lib/people/erasures/actions.server';
import { ownErasure } from '$lib/people/erasures/queries';
import { send } from '$lib/records/documents/actions.server';
import { documentsKey } from '$lib/records/documents/live';
import { documentsOf } from '$lib/records/documents/queries';
import { knownOf } from '$lib/records/export/take.server';
import { drawnOf } from '$lib/records/measurements/drawn.server';
import { askedOf } from '$lib/records/timeline/asked.server';
import { kindChoices } from '$lib/records/timeline/kinds.server';
import { timelineKey } from '$lib/records/timeline/live';
import { history } from '$lib/records/timeline/queries.server';
import type { PageServerLoad } from './$types';
import { recordOf } from './record.server';

export const load: PageServerLoad = async (event) => {
	event.depends(documentsKey);
	event.depends(timelineKey);
	const [{ people, shown }, { hospital }] = await Promise.all([recordOf(event), event.parent()]);
	const client = event.locals.supabase;
	const query = event.url.searchParams;
	const asked = askedOf(query, hospital.time_zone);
	const [first, documents, known, drawn, erasure] = await Promise.all([
		history(
			client,
			{ patientId: shown.id, zone: hospital.time_zone, own: true },
			{ kind: asked.kind, before: asked.before }
		),
		documentsOf(client, shown.id, { page: pageNumber(query.get('documents')), size: 10 }),
		knownOf({
			client,
			patientId: shown.id,
			zone: hospital.time_zone,
			origin: event.url.origin
		}),
		drawnOf(client, shown.id),
		ownErasure(client, shown.id)
	]);
	return {
		people,
		patient: shown,
		first,
		kinds: kindChoices({ own: true }),
		kind: asked.kind,
		documents,
		erasure,
		drawn,
		now: new Date().toISOString(),
		known: known.map(({ title, head, rows }) => ({ title, head, rows })),
		sending: query.has('add') && !shown.deceased_at,
		today: dayOf(new Date(), hospital.time_zone)
	};
};

export const actions = guarded(recordOf, {
	send: (event, { shown }) => send(event, shown.id),
	wish: (event, { shown }) => wish(event, shown.id)
});
