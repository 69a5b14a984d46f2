import { living, portalPeople } from '$lib/people/patients/queries';
import { visitsKey } from '$lib/visits/scheduling/live';
import { comingVisits, pastVisits } from '$lib/visits/scheduling/queries';
import { pageNumber } from '$lib/app/lists/page';
import type { PageServerLoad } from './$types';
import { homeItems } from './home.server';
import { documentsKey } from '$lib/records/documents/live';
import { history } from '$lib/records/timeline/queries.server';
import { portalUser } from './portal.server';

export const load: PageServerLoad = async (event) => {
	const access = portalUser(event);
	event.depends(visitsKey);
	event.depends(documentsKey);
	const client = event.locals.supabase;
	const query = event.url.searchParams;

	const asked = query.get('patient');
	const shown = access.patient_ids.find((id) => id === asked) ?? null;
	const patientIds = shown ? [shown] : access.patient_ids;
	const { hospital } = await event.parent();
	const now = new Date().toISOString();

	const everyone = portalPeople(client, access.user_id, access.patient_ids);
	const [people, coming, past, items, recent] = await Promise.all([
		everyone,
		comingVisits(client, patientIds, { now, page: pageNumber(query.get('coming')) }),
		pastVisits(client, patientIds, { now, size: 6 }),
		homeItems(client, { patientIds, now: new Date(now), zone: hospital.time_zone }),
		// Of several one's own: each record is somebody's.
		everyone.then(async ([first]) => {
			const patientId = shown ?? first?.id;
			if (!patientId) return null;
			const whose = { patientId, zone: hospital.time_zone, own: true };
			return { patientId, lines: (await history(client, whose, { size: 5 })).rows };
		})
	]);
	const who = people.length === 1 ? people[0] : people.find(({ id }) => id === shown);
	return {
		people,
		shown,
		patientIds,
		/** Nothing is asked of somebody who has died. */
		items: who?.deceased_at ? [] : items,
		coming,
		past,
		recent,
		now,
		/** The one whose visits these are, if they have died: there is nothing to offer beside them. */
		remembered: who?.deceased_at ? who : null,
		mayBook: living(who ? [who] : people).length > 0
	};
};
