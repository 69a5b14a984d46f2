import { startOf } from '$lib/app/lists/cursor';
import type { RequestEvent } from '@sveltejs/kit';
import { guarded } from '$lib/app/forms/guarded';
import { perform } from '$lib/app/forms/perform.server';
import { retryDelivery } from '$lib/communication/deliveries/commands';
import { explainDelivery } from '$lib/communication/deliveries/errors';
import { deliveriesKey } from '$lib/communication/deliveries/live';
import { deliveriesPage } from '$lib/communication/deliveries/queries';
import { channels, kinds, known, statuses } from '$lib/communication/deliveries/delivery';
import { retrySchema } from '$lib/communication/deliveries/schema';
import { searchPatients } from '$lib/people/patients/queries';
import { idFrom } from '$lib/app/forms/id';
import { permitted } from '$lib/access/session/guard.server';
import type { PageServerLoad } from './$types';

/** As many patients as a name may mean before the list is not worth narrowing further. */
const mostPatients = 50;

export const load: PageServerLoad = async (event) => {
	permitted(event, 'deliveries.read');
	event.depends(deliveriesKey);
	const client = event.locals.supabase;
	const query = event.url.searchParams;
	const filters = {
		kind: known(kinds, query.get('kind')),
		channel: known(channels, query.get('channel')),
		status: known(statuses, query.get('status')),
		visit: idFrom(query.get('visit')),
		q: query.get('q') ?? ''
	};
	const patientIds =
		filters.q.trim() === ''
			? null
			: (await searchPatients(client, filters.q, { limit: mostPatients })).map(({ id }) => id);
	const { kind, channel, status, visit: visitId } = filters;
	return {
		filters,
		...(await deliveriesPage(
			client,
			{ kind, channel, status, patientIds, visitId },
			{ start: startOf(query) }
		))
	};
};

export const actions = guarded((event: RequestEvent) => permitted(event, 'deliveries.read'), {
	retry: (event) =>
		perform(event, {
			schema: retrySchema,
			explain: explainDelivery,
			run: ({ id }) => retryDelivery(event.locals.supabase, id),
			next: (_, { id }) => ({ retried: id })
		})
});
